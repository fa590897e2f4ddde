# Refuses to publish unless GitHub asks reviewers of this job's environment, none of their own run, and no administrator passes them.
# reads: GATE GITHUB_REPOSITORY
# calls: nothing
need GATE GITHUB_REPOSITORY

github_ask "/environments/$GATE" ||
    fail "asked GitHub for the environment $GATE of $GITHUB_REPOSITORY, it refused (curl's words are above); make it under Settings, Environments"
# https://docs.github.com/en/rest/deployments/environments#get-an-environment
# What it does not say counts as allowed.
jq -e '.can_admins_bypass == false' "$scratch/github.json" >/dev/null ||
    fail "the environment $GATE of $GITHUB_REPOSITORY lets administrators pass without its reviewers; under Settings, Environments, $GATE, clear \"Allow administrators to bypass configured protection rules\""
jq -e 'any(.protection_rules[]?; .type == "required_reviewers" and .prevent_self_review == true and (.reviewers | length) > 0)' "$scratch/github.json" >/dev/null ||
    fail "the environment $GATE of $GITHUB_REPOSITORY asks nobody, or lets who pushed agree; under Settings, Environments, set required reviewers and prevent self-review. Where the plan has neither, leave build.environment out: prod's own approval asks"
say "Reviewers of $GATE have agreed, none of them to their own run, and nobody may pass them."
