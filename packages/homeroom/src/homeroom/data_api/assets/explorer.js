"use strict";
// The form is built from the hub's own OpenAPI document, so it knows exactly what the hub serves.

const at = (id) => document.getElementById(id);
const documents = new Map();

function made(tag, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

async function described() {
  const version = at("version").value;
  if (!documents.has(version)) {
    const answer = await fetch(`/docs/api/${version}.json`);
    documents.set(version, await answer.json());
  }
  return documents.get(version);
}

async function showPaths() {
  const paths = (await described()).paths;
  const groups = new Map();
  for (const [path, { get }] of Object.entries(paths)) {
    const tag = get.tags[0];
    if (!groups.has(tag)) groups.set(tag, made("optgroup", { label: tag }));
    groups.get(tag).append(made("option", { value: path, textContent: path }));
  }
  const kept = at("path").value;
  at("path").replaceChildren(...groups.values());
  at("path").value = kept in paths ? kept : "/users";
  await showParameters();
}

function field(parameter) {
  const id = `parameter-${parameter.name}`;
  const schema = parameter.schema;
  const values = schema.enum || (schema.items && schema.items.enum);
  let input;
  if (values) {
    input = made("select", { id, multiple: schema.type === "array" });
    if (!values.includes("")) input.append(made("option", { value: "", textContent: "" }));
    for (const value of values) input.append(made("option", { value, textContent: value }));
    if (input.multiple) input.options[0].remove();
    else input.value = "";
  } else {
    input = made("input", { id, type: schema.type === "integer" ? "number" : "text" });
    if (schema.maximum) input.max = schema.maximum;
    if (schema.minimum) input.min = schema.minimum;
  }
  input.required = parameter.required;
  input.dataset.name = parameter.name;
  input.dataset.place = parameter.in;
  const label = made("label", { htmlFor: id, textContent: parameter.name });
  const help = made("span", { className: "quiet", id: `${id}-help`, textContent: parameter.description || "" });
  input.setAttribute("aria-describedby", help.id);
  return made("p", {}, label, input, help);
}

async function showParameters() {
  const operation = (await described()).paths[at("path").value].get;
  at("summary").textContent = operation.summary;
  const fields = operation.parameters.map(field);
  at("parameters").replaceChildren(...(fields.length ? fields : ["None."]));
}

function asked() {
  let path = at("path").value;
  const query = new URLSearchParams();
  for (const input of at("parameters").querySelectorAll("[data-name]")) {
    const values = input.multiple
      ? Array.from(input.selectedOptions, (option) => option.value)
      : [input.value.trim()];
    for (const value of values) {
      if (input.dataset.place === "path") path = path.replace("{id}", encodeURIComponent(value));
      else if (value !== "") query.append(input.dataset.name, value);
    }
  }
  const text = query.toString();
  return `/${at("version").value}${path}${text ? `?${text}` : ""}`;
}

async function send(address) {
  at("status").textContent = "Waiting…";
  at("address").replaceChildren(made("code", { textContent: `GET ${address}` }));
  const started = performance.now();
  let answer;
  try {
    answer = await fetch(address, {
      headers: { Authorization: `Bearer ${at("token").value.trim()}` },
      cache: "no-store",
    });
  } catch {
    at("status").textContent = "The hub did not answer.";
    return;
  }
  const text = await answer.text();
  const took = Math.round(performance.now() - started);
  at("status").textContent = `${answer.status} ${answer.statusText}, ${took} ms`;
  at("headers").textContent = Array.from(answer.headers, ([name, value]) => `${name}: ${value}`).join("\n");
  let links = [];
  try {
    const content = JSON.parse(text);
    links = content.links || [];
    at("body").textContent = JSON.stringify(content, null, 2);
  } catch {
    at("body").textContent = text;
  }
  at("follow").replaceChildren(...links.filter((link) => link.rel !== "self").flatMap(follow));
}

function follow(link) {
  const button = made("button", { type: "button", textContent: `${link.rel}: ${link.uri}` });
  button.addEventListener("click", () => send(link.uri));
  return [button, " "];
}

at("version").addEventListener("change", showPaths);
at("path").addEventListener("change", showParameters);
at("request").addEventListener("submit", (event) => {
  event.preventDefault();
  send(asked());
});
showPaths();
