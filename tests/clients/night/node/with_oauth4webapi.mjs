// oauth4webapi: each step by hand, as its examples do; it insists on `iss` where it is announced.
import * as oauth from "oauth4webapi";

export async function* signingIn(told) {
  const issuer = new URL("https://clever.com");
  const found = await oauth.discoveryRequest(issuer, { algorithm: told.algorithm ?? "oidc" });
  const hub = await oauth.processDiscoveryResponse(issuer, found);
  const client = { client_id: told.client_id };
  const secret = oauth.ClientSecretBasic(told.client_secret);
  const verifier = oauth.generateRandomCodeVerifier();
  const nonce = oauth.generateRandomNonce();
  const state = oauth.generateRandomState();
  const address = new URL(hub.authorization_endpoint);
  address.search = new URLSearchParams({
    client_id: told.client_id,
    redirect_uri: told.callback,
    response_type: "code",
    scope: "openid",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
  });
  const callback = new URL(yield address.href);
  const parameters = oauth.validateAuthResponse(hub, client, callback, state);
  const answer = await oauth.authorizationCodeGrantRequest(
    hub, client, secret, parameters, told.callback, verifier,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(hub, client, answer, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  const asked = await oauth.userInfoRequest(hub, client, tokens.access_token);
  return { claims, userinfo: await oauth.processUserInfoResponse(hub, client, claims.sub, asked) };
}
