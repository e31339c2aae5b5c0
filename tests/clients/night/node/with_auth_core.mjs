// Auth.js: a custom provider of each kind, as its guide "Custom providers" shows it. It is asked as
// its frameworks ask it: a request goes in, an answer comes out; the cookies are kept in between.
import { Auth, skipCSRFCheck } from "@auth/core";

const KINDS = {
  oidc: { type: "oidc", issuer: "https://clever.com" },
  oauth: {
    type: "oauth",
    authorization: { url: "https://clever.com/oauth/authorize", params: { scope: "read:user_id" } },
    token: "https://clever.com/oauth/tokens",
    userinfo: "https://api.clever.com/v3.0/me",
  },
};

export async function* signingIn(told) {
  let profile;
  const failures = [];
  const provider = {
    id: "hub",
    name: "Hub",
    ...KINDS[told.kind],
    ...(told.issuer ? { issuer: told.issuer } : {}),
    clientId: told.client_id,
    clientSecret: told.client_secret,
    profile(said) {
      profile = said;
      return { id: said.sub ?? said.data.id };
    },
  };
  const config = {
    secret: "not a secret",
    trustHost: true,
    basePath: "/auth",
    providers: [provider],
    skipCSRFCheck,
    logger: { error: (error) => failures.push(error), warn() {}, debug() {} },
  };
  const started = await Auth(
    new Request("https://app.example.org/auth/signin/hub", { method: "POST" }),
    config,
  );
  const callback = yield started.headers.get("location");
  const cookie = started.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
  await Auth(new Request(callback, { headers: { cookie } }), config);
  if (failures.length) throw failures[0].cause?.err ?? failures[0];
  return profile;
}
