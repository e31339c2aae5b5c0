# Runs one client: `process.rb <client>`. What is said to it and what it says is one JSON object a
# line; tests/clients/processes.py holds the other end.
require "json"

TALK = $stdout.dup
# What a library prints is not part of the talk.
$stdout = $stderr

def say(**said)
  TALK.puts(JSON.generate(said))
  TALK.flush
end

require_relative "with_#{ARGV.fetch(0)}"

while (line = $stdin.gets)
  begin
    going = Fiber.new { |told| signing_in(told) { |address| Fiber.yield(address) } }
    say(authorize: going.resume(JSON.parse(line)))
    say(profile: going.resume(JSON.parse($stdin.gets).fetch("callback")))
  rescue StandardError => error
    warn(error.full_message)
    say(failure: "#{error.class}: #{error.message}")
  end
end
