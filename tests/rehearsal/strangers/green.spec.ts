// What AWS and Docker do, and a rehearsal once refused.
import { AWS, describeRows, DOCKER, type Row } from "./rows";

const BUILD = `${AWS}/codebuild/latest/userguide`;
const SPEC = "rehearsal/jobs/buildspec.spec.ts";
const IMAGES = "rehearsal/containers/build.spec.ts";
const ADDED = "rehearsal/containers/added.spec.ts";

const ROWS: readonly Row[] = [
    {
        case: "takes artifacts.files as one text",
        page: `${BUILD}/build-spec-ref.html#build-spec.artifacts.files`,
        held: [[SPEC, '"artifacts.files: one": { ...out({ files: "a.txt" })']],
    },
    {
        case: "lets a job write outside of its folder, which is gone with it",
        page: `${BUILD}/build-spec-ref.html#build-spec.run-as`,
        held: [
            [
                "rehearsal/jobs/outside.spec.ts",
                "adds to the system and to root's home, and leaves nothing of it behind",
            ],
            ["rehearsal/jobs/outside.spec.ts", "writes where packages and settings of the system lie"],
        ],
    },
    {
        case: "copies package.json and yarn.lock* where there is no lock file",
        page: `${DOCKER}#copy`,
        held: [
            [
                IMAGES,
                "copies nothing for a pattern that matches nothing, as docker does for a lock file that may be missing",
            ],
        ],
    },
    {
        case: "lets the default of a stage's ARG go before the global one",
        page: `${DOCKER}#understand-how-arg-and-from-interact`,
        held: [
            [
                IMAGES,
                "lets an ARG's own default go before what stands above the first FROM, and --build-arg before both",
            ],
        ],
    },
    {
        case: "puts artifacts encrypted by KMS, as the bucket policy asks that AWS recommends",
        page: `${AWS}/codepipeline/latest/userguide/S3-artifact-encryption.html`,
        held: [["iam/artifact-policy.spec.ts", "takes what CodePipeline and CodeBuild put there"]],
    },
    {
        case: "knows the key of a store by its alias",
        page: `${AWS}/codepipeline/latest/APIReference/API_EncryptionKey.html`,
        held: [["iam/store-key.spec.ts", "may be named by its ARN, its id, an alias and an alias's ARN"]],
    },
    {
        case: "deploys to S3, by an action that is looked up by its category too",
        page: `${AWS}/codepipeline/latest/userguide/action-reference-S3Deploy.html`,
        held: [
            [
                "rehearsal/pipelines/s3-deploy.spec.ts",
                "unpacks, below its key or at the top, or puts the archive itself",
            ],
            ["rehearsal/pipelines/s3-deploy.spec.ts", "is another one than the source, and asks for other rights"],
        ],
    },
    {
        case: "copies folders to S3, and syncs them",
        page: `${AWS}/cli/latest/reference/s3/sync.html`,
        held: [["rehearsal/jobs/commands.spec.ts", "copy folders up and down, and sync what is another"]],
    },
    {
        case: "runs here-documents of RUN",
        page: `${DOCKER}#here-documents`,
        held: [[IMAGES, "runs here-documents: as a script, and as what a command reads"]],
    },
    {
        case: "writes here-documents of COPY",
        page: `${DOCKER}#example-creating-inline-files`,
        held: [[ADDED, "are the lines of a here-document, with its variables unless its name is in quotes"]],
    },
    {
        case: "passes over MAINTAINER",
        page: `${DOCKER}#maintainer-deprecated`,
        held: [[IMAGES, "FROM busybox\\nMAINTAINER me"]],
    },
    {
        case: "lends files to a RUN by --mount=type=bind",
        page: `${DOCKER}#run---mounttypebind`,
        held: [["rehearsal/containers/mounts.spec.ts", "is there for the command, and in no layer of the image"]],
    },
    {
        case: "gives a RUN no secret that nobody gives to the build",
        page: `${DOCKER}#run---mounttypesecret`,
        held: [
            [
                "rehearsal/containers/mounts.spec.ts",
                "is nothing where a secret is given to nobody, and a failure where it is required",
            ],
        ],
    },
    {
        case: "gives a RUN the secrets of docker build --secret, and keeps them nowhere",
        page: "https://docs.docker.com/build/building/secrets/",
        held: [
            [
                "rehearsal/containers/mounts.spec.ts",
                "is a secret's file, as it was given and readable by root alone, in no layer and in nothing else that is kept",
            ],
            ["rehearsal/jobs/docker-context.spec.ts", "is a file of the job, or a variable by its name or as its id"],
        ],
    },
    {
        case: "unpacks a local archive that ADD names",
        page: `${DOCKER}#add`,
        held: [[ADDED, "is what a local archive holds, however it is compressed, where ADD names it"]],
    },
    {
        case: "reads buildspecs of version 0.1",
        page: `${BUILD}/build-spec-ref.html#build-spec-ref-versions`,
        held: [[SPEC, 'version: "0.1"']],
    },
    {
        case: "runs as root where run-as says root",
        page: `${BUILD}/build-spec-ref.html#build-spec.run-as`,
        held: [[SPEC, '"run-as: root"']],
    },
    {
        case: "allows what AWS's managed policies allow, as they are published",
        page: `${AWS}/aws-managed-policy/latest/reference/about-managed-policy-reference.html`,
        held: [["iam/attached.spec.ts", "allow what AWS published, and nothing else"]],
    },
    {
        case: "is not red by rights that AWS's page asks for and pipelines do without",
        page: `${AWS}/codepipeline/latest/userguide/how-to-custom-role.html`,
        held: [
            ["rehearsal/account/doubted.spec.ts", "is said where it lacks, and stops nothing"],
            ["rehearsal/account/doubted.spec.ts", "is none without which an artifact would not travel"],
        ],
    },
    {
        case: "answers ClusterNotFoundException where there is no such cluster",
        page: `${AWS}/AmazonECS/latest/APIReference/API_RunTask.html`,
        held: [
            [
                "rehearsal/deployments/one-off-tasks.spec.ts",
                "runs in no cluster that is not there, and nobody looks into one",
            ],
        ],
    },
    {
        case: "ends a task whose program is not there in ECS's words",
        page: `${AWS}/AmazonECS/latest/developerguide/cannot-start-container.html`,
        held: [
            [
                "rehearsal/containers/never-ran.spec.ts",
                "keeps its container from starting, in ECS's words, whether or not it listens",
            ],
        ],
    },
];

describeRows("a rehearsal, as AWS and Docker,", ROWS);
