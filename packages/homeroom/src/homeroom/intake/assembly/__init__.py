"""From a numbered draft to rows that can be rendered, and to packed neighbours."""
