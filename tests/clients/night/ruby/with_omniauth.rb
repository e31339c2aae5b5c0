# OmniAuth with its strategy for OAuth 2.0, set up as the strategies for Clever are (sso.md 9): the
# secret in a header set by hand, the unversioned /me, and a state that is checked only where this
# site began the login.
require "base64"
require "omniauth-oauth2"
require "rack"

class Clever < OmniAuth::Strategies::OAuth2
  option :name, "clever"
  option :client_options,
         site: "https://api.clever.com",
         authorize_url: "https://clever.com/oauth/authorize",
         token_url: "https://clever.com/oauth/tokens"
  option :provider_ignores_state, true

  uid { raw_info["data"]["id"] }
  info { raw_info["data"].merge("user_type" => raw_info["type"]) }

  def raw_info
    @raw_info ||= access_token.get("/me").parsed
  end

  def callback_url
    full_host + script_name + callback_path
  end

  def token_params
    pair = Base64.strict_encode64("#{options.client_id}:#{options.client_secret}")
    super.merge(headers: { "Authorization" => "Basic #{pair}" })
  end

  def callback_phase
    began = session["omniauth.state"]
    options.provider_ignores_state = began.nil?
    super
  end
end

# A form's token against forgery is the web framework's; there is none here.
OmniAuth.config.request_validation_phase = nil
OmniAuth.config.full_host = "https://app.example.org"
OmniAuth.config.logger = Logger.new($stderr)
OmniAuth.config.on_failure = ->(env) { raise env["omniauth.error"] }

def signing_in(told)
  found = nil
  site = lambda do |env|
    found = env["omniauth.auth"]
    [200, {}, []]
  end
  way = Clever.new(site, told.fetch("client_id"), told.fetch("client_secret"))
  session = {}
  ask = lambda do |method, path|
    Rack::MockRequest.new(way).request(method, path, "rack.session" => session, "HTTPS" => "on")
  end
  began = ask.call("POST", "https://app.example.org/auth/clever")
  callback = yield began["location"]
  # Whoever comes without having asked here has no state in her session.
  session.clear if told["unasked"]
  ask.call("GET", callback)
  { uid: found.uid, info: found.info.to_h }
end
