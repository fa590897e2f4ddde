# Functions about persons: what an ARN says of who is behind it, and who may approve whose push. It calls nothing of AWS's.
# CodePipeline and CodeCommit tell an ARN and no more: of a role's session its name, which the caller of AssumeRole chose. A
# session's name is a person's unless it is one that a tool, a service or a tutorial gives; then it is nobody's, and fails closed.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_rolesessionname
IDENTITY=$(
    cat <<'JQ'
# The table: what a name looks like, and what that makes of it; a name that no row fits is a person's.
def not_a_persons: [
    # The CLI and boto3: botocore/credentials.py. Ruby: default_session. https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html
    ["^(boto|boto3|botocore)([-_].*)?$", "nobody"], ["(^|[-_])session([-_]|$)", "nobody"],
    # JavaScript, PHP, Go, Java, .NET: aws-sdk-js-1700000000000 and the like. Services: AWSCodeBuild-…, AWSCloudFormation.
    ["^(aws|amazon)[-_]?(sdk|cli|go|java|dotnet|php|crt)", "nobody"], ["^(aws|amazon)", "machine"],
    # EC2 names a session by its instance, Systems Manager by a node: i-…, mi-….
    ["^m?i-[0-9a-f]{8,}$", "machine"],
    # Ids: of an execution, a build, a task, a time. Go's SDK 1 and aws-vault use nanoseconds, ECS 32 hexadecimal digits.
    ["[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "nobody"],
    ["[0-9]{6,}$", "nobody"], ["(^|[^0-9a-z])(?=[0-9a-f]*[0-9])[0-9a-f]{12,}([^0-9a-z]|$)", "nobody"],
    ["(^|[^0-9a-z])(?=[0-9a-z]*[0-9][a-z])[0-9a-z]{8,}([^0-9a-z]|$)", "nobody"]];
def machine_words: ["ci", "cd", "cicd", "bot", "robot", "github", "githubactions", "actions", "gitlab", "gitlabrunner", "jenkins",
    "circleci", "buildkite", "bitbucket", "teamcity", "travis", "argocd", "codebuild", "codepipeline", "codedeploy", "lambda", "ecs",
    "pulumi", "terraform", "opentofu", "ansible", "spacelift", "atlantis", "automation", "pipeline", "pipelines", "deploy", "deployer",
    "deployment", "deployments", "runner", "worker", "service", "svc", "serviceaccount", "noreply"];
def words_of_no_one: ["root", "admin", "administrator", "user", "username", "name", "test", "cli", "shared", "team", "me", "developer",
    "dev", "ops", "devops", "approver", "anonymous", "unknown", "null", "none", "default", "temp", "tmp", "role", "assume", "assumed",
    "assumerole", "sts", "example", "account", "access", "prod", "staging"];
# An address says who it is, even one that is mostly digits; only its words count.
def named($name; $role):
    ($name | ascii_downcase) as $lower
    | ($lower | sub("@.*"; "") | [splits("[^a-z0-9]+")] | map(select(. != ""))) as $words
    | if any($words[]; IN(machine_words[])) or ($lower | endswith(".gserviceaccount.com")) then "machine"
      # Lambda names a session by its function, and the console makes that function's role by this pattern.
      elif ($role | ascii_downcase | test("-role-[a-z0-9]{8}$") and startswith($lower + "-role-")) then "machine"
      elif all($words[]; IN(words_of_no_one[]) or test("^[0-9]+$")) then "nobody"
      elif $lower | test("^[^@]+@[^@]+$") then "person"
      else first((not_a_persons[] | . as [$like, $is] | select($lower | test($like)) | $is), "person") end;
def plain: ascii_downcase | sub("@.*"; "") | sub("\\+.*"; "") | gsub("[^a-z0-9]"; "");
def counted($is; $who): if $is == "person" and $who == "" then {is: "nobody", who: null} else {is: $is, who: (if $is == "person" then $who else null end)} end;
# A login of GitHub's, which a workflow said: the person whom the settings name for it (PEOPLE, logins in lower case), else nobody.
def said: ((($ENV.PEOPLE // "{}") | fromjson)[ltrimstr("github.com/") | ascii_downcase] // "") as $name | counted(named($name; ""); $name | plain);
# {is: person | machine | nobody, who}: two ARNs with the same `who` are one person, whatever account, role or path they came by.
# Generous, because to take two for one costs a second approval, and to take one for two costs the second pair of eyes.
def identity: if type == "string" and startswith("github.com/") then said else
    (if type == "string" then . else "" end) as $arn
    | (first($arn | capture("\\Aarn:[a-z-]+:(iam|sts)::[0-9]+:(?<kind>root|user|role|assumed-role|federated-user)(/(?<rest>[!-~]+))?\\z")) // {}) as $read
    | ($read.rest // "" | split("/")) as $parts
    | ($parts[-1] // "") as $name
    | (if $name | test("\\A[A-Za-z0-9_+=,.@-]+\\z") | not then "nobody"
        elif $read.kind == "user" then named($name; "")
        elif $read.kind == "federated-user" and ($parts | length) == 1 then named($name; "")
        elif $read.kind == "assumed-role" and ($parts | length) == 2 then
            # IAM Identity Center names the session by its user: https://docs.aws.amazon.com/singlesignon/latest/userguide/howtosessionname.html
            (if $parts[0] | startswith("AWSReservedSSO_") then "person" else named($name; $parts[0]) end)
        elif $read.kind == "role" then "machine" else "nobody" end) as $is
    | counted($is; $name | plain) end;
# Everyone whose push is in a release and was not yet live; null is one that nobody knows. Release 0 was pushed by no one.
def pushers($placeholder):
    if .placeholder == true and .what == $placeholder then []
    elif (.pushers | type) == "array" and (.pushers | length) > 0 then .pushers
    else [.commit.pushedBy] end;
# Whether an approval counts: {passes, because: approver | own | unnamed | null, arns}. Each safeguard is loosened by its own name.
def four_eyes($approver; $pushers; $loosened):
    ($approver | identity) as $one
    | [$pushers[] | . as $arn | identity | select(.is != "person") | $arn] as $unnamed
    | [$pushers[] | . as $arn | identity | select(.is == "person" and .who == $one.who) | $arn] as $own
    | if $one.is != "person" then {passes: false, because: "approver", arns: [$approver]}
      elif $own != [] and (any($loosened[]; . == "own-approval") | not) then {passes: false, because: "own", arns: $own}
      elif $unnamed != [] and (any($loosened[]; . == "unnamed-pushers") | not) then {passes: false, because: "unnamed", arns: $unnamed}
      else {passes: true, because: null, arns: ($own + $unnamed)} end;
JQ
)
