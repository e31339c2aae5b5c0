"""Where the tests stand that must notice."""

from typing import Final

AUTHORIZE: Final = "tests/contract/authorize"


TOKENS: Final = "tests/contract/oauth_tokens"


IDENTITY: Final = "tests/contract/oauth_identity"


ENDING: Final = "tests/contract/test_oauth_ending.py"


ACCOUNTS: Final = "tests/unit/accounts"


LIBRARY: Final = "tests/unit/sharing/library"


TEACHERS: Final = "tests/contract/library"


SHELL: Final = "tests/unit/web/test_shell.py"


PAGES: Final = "tests/contract/signing_in"


MASKS: Final = "tests/contract/test_masks.py"


TABLE: Final = "tests/contract/test_user_tokens.py"


ATTACKS: Final = "tests/contract/test_attacks.py"


RIGHTS: Final = "tests/unit/districts/test_rights.py"
