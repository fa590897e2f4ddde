# Functions for the repository's own task definition and AppSpec: the blueprint has roles, family, size, logs, network and
# secrets, the repository its containers. What both say, one of them says in vain, so it is red: each with its value and the fix.
# That an image is named by its digest, targets/ecs/sidecars.ts demands as well, of settings: these files are first read here.
JOIN=$(
    cat <<'JQ'
def problem($file; $path; $fix): {file: $file, path: $path, value: ., fix: $fix};
def fixes: {family: "take it out: the line registers under its own name", executionRoleArn: "take it out: the role is the environment's",
    taskRoleArn: "take it out, and give the role rights in extend.ts", cpu: "take it out, and set deploy.cpu", memory: "take it out, and set deploy.memory",
    runtimePlatform: "take it out, and set deploy.architecture", tags: "take it out: the environment tags"};
def containers: if type == "array" then [.[] | objects] else [] end;
def mine: [containers[] | select(.image == "<IMAGE1_NAME>")];
# What every file of Fargate's says, and never otherwise, both may say.
def of_task($own; $name): . as $print
    | ([.taskdef | keys[] | select(. != "containerDefinitions")] + ["tags"] | unique[]) as $key
    | select($own | has($key)) | $own[$key]
    | select(($key | IN("requiresCompatibilities", "networkMode")) and . == $print.taskdef[$key] | not)
    | problem($name; $key; fixes[$key] // "take it out: it is \($print.taskdef[$key] | tojson)");
def of_containers($own; $name): .taskdef.containerDefinitions[0] as $print | .appspec.Resources[0].TargetService.Properties.LoadBalancerInfo.ContainerPort as $port
    | ($own.containerDefinitions | containers) as $all | ($own.containerDefinitions | mine) as $mine
    | (if ($mine | length) == 1 then empty else ($mine | length) | problem($name; "containerDefinitions"; "give exactly one container the image <IMAGE1_NAME>") end),
      ($all[] | . as $one | "containerDefinitions[\(.name)]" as $at
        | (select(.image != "<IMAGE1_NAME>" and (.image | strings | test("@sha256:[0-9a-f]{64}$") | not)) | .image | problem($name; "\($at).image"; "name the image by its digest, …@sha256:…")),
          (("logConfiguration", "secrets", "repositoryCredentials") as $key | select(has($key)) | .[$key]
            | problem($name; "\($at).\($key)"; {logConfiguration: "take it out: the log is the environment's", secrets: "take it out, and set deploy.secrets", repositoryCredentials: "take it out, and set registry.pull"}[$key]))),
      ($mine[:1][] | . as $one | "containerDefinitions[\(.name)]" as $at
        | (select(.essential == false) | false | problem($name; "\($at).essential"; "take it out: the container that answers is essential")),
          (select(has("portMappings") and (any(.portMappings | arrays | .[]; .containerPort == $port) | not)) | .portMappings | problem($name; "\($at).portMappings"; "name port \($port), or set deploy.port")),
          (.environment | arrays | .[] | select(.name | IN(($print.environment, $print.secrets) | arrays | .[].name)) | .value | problem($name; "\($at).environment"; "name the variable here or in deploy, not in both")));
def service: .Resources | arrays | .[0] | objects | .TargetService | objects;
def of_appspec($own; $name; $container): if $own == null then empty else .appspec as $print
    | ($own | to_entries[] | select(.key | IN("version", "Resources") | not) | .key as $key | .value
        | problem($name; $key; if $key == "Hooks" then "take it out, and set deploy.rollout.hooks: whom CodeDeploy may call is the environment's" else "take it out" end)),
      ($own.version | select(tostring | test("^0(\\.0)?$") | not) | problem($name; "version"; "write 0.0")),
      (if [$own.Resources | arrays | select(length == 1) | .[0] | objects | .TargetService | objects] != [] then empty
        else $own.Resources | problem($name; "Resources"; "name one resource, TargetService") end),
      ($own | service | to_entries[] | select(.key != "Properties") | select(.key != "Type" or .value != "AWS::ECS::Service")
        | .key as $key | .value | problem($name; "TargetService.\($key)"; "write Type: AWS::ECS::Service")),
      ($own | service | .Properties | objects | to_entries[] | .key as $key | .value
        | if $key == "TaskDefinition" then select(. != "<TASK_DEFINITION>") | problem($name; "Properties.TaskDefinition"; "write <TASK_DEFINITION>")
          elif $key == "LoadBalancerInfo" then
            ($print.Resources[0].TargetService.Properties.LoadBalancerInfo | .ContainerName = $container) as $wanted
            | (objects // {} | to_entries[] | select($wanted[.key] != .value) | .key as $field | .value | problem($name; "LoadBalancerInfo.\($field)"; "write \($wanted[$field] | tojson)"))
          else problem($name; "Properties.\($key)"; "take it out: the network is the environment's") end) end;
def name_of($own): $own.containerDefinitions | mine | .[0].name // "app";
def problems($files): .files as $names | name_of($files.taskdef) as $container
    | [of_task($files.taskdef; $names.taskdef), of_containers($files.taskdef; $names.taskdef), of_appspec($files.appspec; $names.appspec; $container)];
def joined($files): .taskdef.containerDefinitions[0] as $print | name_of($files.taskdef) as $container
    | .appspec.Resources[0].TargetService.Properties.LoadBalancerInfo.ContainerName = $container
    | .taskdef = $files.taskdef + (.taskdef | del(.containerDefinitions)) | .taskdef.containerDefinitions |= map(
        .name as $name | . + {logConfiguration: ($print.logConfiguration | .options["awslogs-stream-prefix"] = $name)}
        | if .image == "<IMAGE1_NAME>" then ($print | del(.name, .logConfiguration)) + . + {environment: ((.environment // []) + $print.environment), secrets: $print.secrets} else . end);
JQ
)

# join_files: after take_release; leaves in $scratch/blueprint.json what the blueprint and the release's own files say together.
join_files() {
    local problems
    if jq -e '.files == null' "$scratch/release.json" >/dev/null; then
        return
    fi
    jq -e '.files != null' "$scratch/blueprint.json" >/dev/null ||
        fail "release $release_id brings a task definition of its repository along, which the settings of this environment do not take; set deploy.taskDefinition of the line, and appspec where there is one"
    problems=$(jq -r --slurpfile release "$scratch/release.json" "$JOIN"'
        problems($release[0].files)[] | "  \(.file) \(.path) is \(.value | tojson)\n    fix: \(.fix)"' "$scratch/blueprint.json") ||
        fail "the files of release $release_id cannot be read (jq's words are above); look at the AWS pages of task definitions and AppSpecs"
    [ -z "$problems" ] ||
        fail "the repository's own files say what the environment's settings say, or what ECS does not take; nothing is deployed:"$'\n'"$problems"
    jq --slurpfile release "$scratch/release.json" "$JOIN"'joined($release[0].files)' "$scratch/blueprint.json" >"$scratch/joined.json"
    mv "$scratch/joined.json" "$scratch/blueprint.json"
    say "The containers are the repository's own, of commit $(jq -r '.files.commit // "unknown"' "$scratch/release.json")$(jq -r 'if .files.paired then "" else "; whether the image is of that commit is not known" end' "$scratch/release.json")."
}
