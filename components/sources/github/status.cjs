// Says at GitHub how the runs of a line's pipelines for a commit have gone, for Lambda.
// https://docs.github.com/en/rest/commits/statuses#create-a-commit-status
/*
# reads: CONTEXT MAKE REPOSITORY TOKEN_SECRET_ARN, optional CHECK
# calls: secretsmanager:GetSecretValue on $TOKEN_SECRET_ARN
# calls: codepipeline:GetPipelineExecution on $MAKE
# calls: codepipeline:GetPipelineExecution on $CHECK
*/
"use strict";
const { CodePipelineClient, GetPipelineExecutionCommand } = require("@aws-sdk/client-codepipeline");
const { GetSecretValueCommand, SecretsManagerClient } = require("@aws-sdk/client-secrets-manager");

const { AWS_REGION, CONTEXT, MAKE, REPOSITORY, TOKEN_SECRET_ARN } = process.env;

const UNDER_WAY = ["pending", "is under way"];
const CANCELED = ["error", "was cancelled, as its pipeline was changed"];
/** GitHub's word for each end of a run, and a sentence beside it. The event and the API do not spell the last one alike. */
const ENDS = {
    SUCCEEDED: ["success", "ended well"],
    FAILED: ["failure", "is red"],
    STOPPED: ["error", "was stopped by somebody"],
    SUPERSEDED: ["error", "gave way to a newer one"],
    ...{ CANCELED, CANCELLED: CANCELED },
};

/**
 * Events come in any order, and more than once; GitHub shows what was said last. So a run that has ended is never said to be under way:
 * what it says of itself is newer than the event, and is asked for again once GitHub has heard that it is under way.
 */
exports.said = async ({ detail }) => {
    const { pipeline, state, stage, "execution-id": execution } = detail;
    const { commit, end } = await runOf(pipeline, execution);
    // A run that is red before it has read anything is about no commit.
    if (commit === undefined) return { about: "no commit" };
    const first = end ?? (stage === undefined ? ENDS[state] : undefined) ?? UNDER_WAY;
    await say(commit, pipeline, execution, first);
    const last = first === UNDER_WAY ? (await runOf(pipeline, execution)).end : undefined;
    if (last) await say(commit, pipeline, execution, last);
    return { about: commit, state: (last ?? first)[0] };
};

async function say(commit, pipeline, execution, [state, words]) {
    const answer = await fetch(`https://api.github.com/repos/${REPOSITORY}/statuses/${commit}`, {
        method: "POST",
        redirect: "error",
        headers: {
            accept: "application/vnd.github+json",
            authorization: `Bearer ${await token()}`,
            "user-agent": "fairlead",
            "x-github-api-version": "2022-11-28",
        },
        body: JSON.stringify({
            state,
            context: `${CONTEXT}/${pipeline === MAKE ? "make" : "check"}`,
            description: `the run of ${pipeline} ${words}`,
            target_url: `https://${AWS_REGION}.console.aws.amazon.com/codesuite/codepipeline/pipelines/${pipeline}/executions/${execution}/timeline?region=${AWS_REGION}`,
        }),
    });
    // What GitHub says of a failure may repeat what it was told; the status is enough to find its page by.
    if (!answer.ok) throw new Error(`GitHub answered ${answer.status} to the status of ${commit} in ${REPOSITORY}`);
}

/** The commit that a run has read, and how it ended, if it did. */
async function runOf(pipelineName, pipelineExecutionId) {
    const asked = new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId });
    const { pipelineExecution } = await new CodePipelineClient({}).send(asked);
    // An image that started a run is a revision as well, and no commit. A run that ends early may have no revisions at all.
    const commit = (pipelineExecution.artifactRevisions ?? [])
        .map(({ revisionId }) => revisionId)
        .find((id) => /^[0-9a-f]{40}$/.test(id));
    return { commit, end: ENDS[String(pipelineExecution.status).toUpperCase()] };
}

/** Read each time: whoever changes the token has nothing else to do. */
async function token() {
    const asked = new GetSecretValueCommand({ SecretId: TOKEN_SECRET_ARN });
    const { SecretString } = await new SecretsManagerClient({}).send(asked);
    return SecretString.trim();
}
