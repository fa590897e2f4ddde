// Registries that are chosen where something else has to be true first.
import type { Mistake } from "./mistake";

const made = (build: object, more: Mistake["change"] = {}): Mistake["change"] => ({
    services: { web: { build, registry: { kind: "ecr-public" }, deploy: { kind: "ecs", port: 8080 } } },
    loosen: ["destroy-with-data", "plain-http", "public-images"],
    ...more,
});

export const registries: readonly Mistake[] = [
    {
        title: "images for the whole world, which nobody has loosened",
        stack: "staging",
        change: made({ kind: "codebuild" }, { loosen: ["destroy-with-data", "plain-http"] }),
        says: `
fairlead:services.web.registry.kind is ecr-public, where the whole world may
    read every image, its layers and what they hold
  allowed: no registry, and the images lie where this account alone reads; or
           public-images in fairlead:loosen, for images that anybody may have
  fix: in Pulumi.staging.yaml, take registry of web out, or add public-images to
       fairlead:loosen`,
    },
    {
        title: "a registry that the region's accounts do not have",
        stack: "staging",
        change: made({ kind: "codebuild" }, { "aws:region": "cn-north-1" }),
        says: `
aws:region is "cn-north-1", where prod is in eu-west-1
  allowed: eu-west-1: promotion across regions is not supported in this version
  fix: pulumi config set --stack staging aws:region 'eu-west-1'

fairlead:services.web.registry.kind is ecr-public, which AWS does not have for
    accounts of cn-north-1
  allowed: no registry, and the images lie in this account's own
  fix: in Pulumi.staging.yaml, take registry of web out`,
    },
    {
        title: "a signing profile of another region",
        stack: "staging",
        change: {
            "services.web.registry": {
                kind: "ecr",
                sign: { profileArn: "arn:aws:signer:eu-central-1:111122223333:/signing-profiles/shop_images" },
            },
        },
        says: `
fairlead:services.web.registry.sign.profileArn is
    "arn:aws:signer:eu-central-1:111122223333:/signin…
  allowed: a signing profile of region eu-west-1, where the registry is
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.registry.sign.profileArn' \\
         'arn:aws:signer:eu-west-1:111122223333:/signing-profiles/shop_images'`,
    },
    {
        title: "limits of a scan where nothing is scanned",
        stack: "staging",
        change: made({ kind: "codebuild", mostCritical: 0, mostHigh: 3 }),
        says: `
fairlead:services.web.build.mostCritical is set, and the registry is ecr-public:
    ECR Public scans no image, so that none would ever be released
  allowed: nothing, or another registry
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.build.mostCritical'

fairlead:services.web.build.mostHigh is set, and the registry is ecr-public: ECR
    Public scans no image, so that none would ever be released
  allowed: nothing, or another registry
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.build.mostHigh'`,
    },
    {
        title: "a cache that the whole world would read",
        stack: "staging",
        change: made({ kind: "codebuild", cache: true }),
        says: `
fairlead:services.web.build.cache is set, and the registry is ecr-public: what
    each step of a build has made, its tests among them, would be read by the
    whole world
  allowed: nothing, or another registry
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.build.cache'`,
    },
    {
        title: "a build by `up` that cannot log in to ECR Public",
        stack: "staging",
        change: made({ kind: "docker", context: "examples/blue-green-web" }),
        says: `
fairlead:services.web.build.kind is docker, which pushes to ecr alone, and the
    registry is ecr-public
  allowed: one of codebuild, workflow
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.build.kind' 'codebuild'`,
    },
];
