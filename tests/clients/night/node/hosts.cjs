// Stands for two lines in the hosts file: both names of the hub lead to the loopback interface, and
// no other name is known. Loaded before the client (node --require); the client is left as it is.
"use strict";

const net = require("node:net");

const names = new Set(process.env.HOSTS_NAMES.split(","));
const port = Number(process.env.HOSTS_PORT);
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...given) {
  // Node hands over either its own normalised list or what its callers wrote.
  const [options, told] = Array.isArray(given[0]) ? given[0] : net._normalizeArgs(given);
  if (!names.has(options.host) || Number(options.port) !== 443) {
    throw new Error(`unknown here: ${options.host}:${options.port}`);
  }
  const led = { ...options, host: "127.0.0.1", port };
  return connect.call(this, led, ...(told ? [told] : []));
};
