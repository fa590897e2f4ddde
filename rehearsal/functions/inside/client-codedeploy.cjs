// The SDK's client for CodeDeploy, as far as a function answers a deployment that has called it.
"use strict";
const { ask, Command } = require("./command-line.cjs");

class PutLifecycleEventHookExecutionStatusCommand extends Command {}

class CodeDeployClient {
    async send({ input: { deploymentId, lifecycleEventHookExecutionId, status } }) {
        return ask("deploy", "put-lifecycle-event-hook-execution-status", [
            ...["--deployment-id", deploymentId],
            ...["--lifecycle-event-hook-execution-id", lifecycleEventHookExecutionId],
            ...["--status", status],
        ]);
    }

    putLifecycleEventHookExecutionStatus(input) {
        return this.send({ input });
    }
}

module.exports = { CodeDeploy: CodeDeployClient, CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand };
