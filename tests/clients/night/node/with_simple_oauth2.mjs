// simple-oauth2: the authorization code grant as its README shows it.
import { AuthorizationCode } from "simple-oauth2";

export async function* signingIn(told) {
  const client = new AuthorizationCode({
    client: { id: told.client_id, secret: told.client_secret },
    auth: {
      tokenHost: "https://clever.com",
      tokenPath: "/oauth/tokens",
      authorizePath: "/oauth/authorize",
    },
    options: { authorizationMethod: told.method, bodyFormat: told.format },
  });
  const address = client.authorizeURL({ redirect_uri: told.callback, state: "some" });
  const { searchParams } = new URL(yield address);
  const said = await client.getToken({
    code: searchParams.get("code"),
    redirect_uri: told.callback,
  });
  const headers = { authorization: `${said.token.token_type} ${said.token.access_token}` };
  const answer = await fetch("https://api.clever.com/v3.1/me", { headers });
  return { state: searchParams.get("state"), expired: said.expired(), me: await answer.json() };
}
