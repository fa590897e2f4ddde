# Defines write_revision: what ECS is told of a release.
# writes: out/service.json

# write_revision: fills the image into out/taskdef.json, and writes beside it what of the service a deployment brings: the
# network and the container that answers, which the blueprint says in an AppSpec's words.
write_revision() {
    jq --arg image "$release_what" '.containerDefinitions |= map(if .image == "<IMAGE1_NAME>" then .image = $image else . end)' \
        out/taskdef.json >"$scratch/taskdef.json"
    mv "$scratch/taskdef.json" out/taskdef.json
    jq '.appspec.Resources[0].TargetService.Properties | .NetworkConfiguration.AwsvpcConfiguration as $network | {
        network: {awsvpcConfiguration: {subnets: $network.Subnets, securityGroups: $network.SecurityGroups, assignPublicIp: $network.AssignPublicIp}},
        container: {containerName: .LoadBalancerInfo.ContainerName, containerPort: .LoadBalancerInfo.ContainerPort}}' "$scratch/blueprint.json" >out/service.json
}
