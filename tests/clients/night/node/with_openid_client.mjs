// openid-client: discovery, PKCE, state and nonce, the id_token checked, as its README shows it.
import * as client from "openid-client";

export async function* signingIn(told) {
  const method = told.method === "post" ? client.ClientSecretPost : client.ClientSecretBasic;
  const hub = await client.discovery(
    new URL("https://clever.com"),
    told.client_id,
    told.client_secret,
    method(told.client_secret),
  );
  const verifier = client.randomPKCECodeVerifier();
  const checks = {
    pkceCodeVerifier: verifier,
    expectedState: client.randomState(),
    expectedNonce: told.plain ? undefined : client.randomNonce(),
    idTokenExpected: !told.plain,
  };
  const address = client.buildAuthorizationUrl(hub, {
    redirect_uri: told.callback,
    scope: "openid email profile",
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
    ...(told.plain ? {} : { nonce: checks.expectedNonce }),
  });
  const callback = yield address.href;
  const tokens = await client.authorizationCodeGrant(hub, new URL(callback), checks);
  const claims = tokens.claims();
  const subject = claims?.sub ?? client.skipSubjectCheck;
  return { claims, userinfo: await client.fetchUserInfo(hub, tokens.access_token, subject) };
}
