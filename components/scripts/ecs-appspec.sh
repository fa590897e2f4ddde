# Defines write_revision: what CodePipeline hands to CodeDeploy.
# writes: out/appspec.yaml out/imageDetail.json

# write_revision: beside out/taskdef.json, whose image CodePipeline fills in.
write_revision() {
    # JSON is YAML; CodePipeline fills in <TASK_DEFINITION>.
    jq .appspec "$scratch/blueprint.json" >out/appspec.yaml
    jq -n --arg uri "$release_what" '{ImageURI: $uri}' >out/imageDetail.json
}
