// passport-clever under passport, whose framework is here a request and an answer of a few lines.
//
// Its version 1.0.2 names js-base64 as a dependency and uses it as if it were a global, so whoever
// uses it has to make it one.
import { Base64 } from "js-base64";
import passport from "passport";
import CleverStrategy from "passport-clever";

globalThis.Base64 = Base64;

function ask(options, request) {
  return new Promise((resolve, reject) => {
    const answer = {
      setHeader: (name, value) => name === "Location" && resolve({ location: value }),
      end: () => {},
    };
    passport.authenticate("clever", options, (error, user, info) =>
      error || !user ? reject(error ?? new Error(info?.message)) : resolve({ user }),
    )(request, answer, reject);
  });
}

async function me(token) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const answer = await fetch("https://api.clever.com/v2.1/me", { headers });
  return answer.json();
}

export async function* signingIn(told) {
  passport.use(
    new CleverStrategy.Strategy(
      {
        clientID: told.client_id,
        clientSecret: told.client_secret,
        callbackURL: told.callback,
        state: Boolean(told.state),
        skipUserProfile: !told.own_profile,
      },
      (token, _refresh, profile, done) =>
        told.own_profile ? done(null, profile) : me(token).then((said) => done(null, said), done),
    ),
  );
  const session = {};
  const asked = { url: "/login", query: {}, headers: {}, session };
  const { location } = await ask({}, asked);
  const callback = new URL(yield location);
  const arrived = { url: callback.pathname, query: Object.fromEntries(callback.searchParams) };
  const { user } = await ask({}, { ...arrived, headers: {}, session });
  return user;
}
