say "found version $version of the agent"
[[ " $version" =~ [^0-9.]"$AGENT." ]] || {
    say "asked for version $AGENT of the agent, found $version"
    exit 1
}
# Its service may be up for a moment and then end: asked twice.
agent_runs() { systemctl is-active codedeploy-agent; }
retry agent_runs
sleep 5
agent_runs
say "this machine takes deployments"
