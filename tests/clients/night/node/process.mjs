// Runs one client: `process.mjs <client>`. What is said to it and what it says is one JSON object a
// line; tests/clients/processes.py holds the other end.
import { createInterface } from "node:readline";

const say = (said) => process.stdout.write(`${JSON.stringify(said)}\n`);
// What a library prints is not part of the talk.
console.log = console.error;

const { signingIn } = await import(`./with_${process.argv[2]}.mjs`);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const heard = async () => {
  const { value, done } = await lines.next();
  return done ? undefined : JSON.parse(value);
};

for (let told = await heard(); told; told = await heard()) {
  try {
    const going = signingIn(told);
    say({ authorize: String((await going.next()).value) });
    const { callback } = await heard();
    say({ profile: (await going.next(callback)).value });
  } catch (error) {
    console.error(error);
    say({ failure: `${error.name}: ${error.cause?.message ?? error.message}` });
  }
}
