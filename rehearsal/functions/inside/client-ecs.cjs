// The SDK's client for ECS, as far as a function asks which release a deployment brings.
"use strict";
const { ask, Command } = require("./command-line.cjs");

class DescribeServiceRevisionsCommand extends Command {
    words() {
        return ["describe-service-revisions", ["--service-revision-arns", ...this.input.serviceRevisionArns]];
    }
}
class DescribeTaskDefinitionCommand extends Command {
    words() {
        return ["describe-task-definition", ["--task-definition", this.input.taskDefinition]];
    }
}

class ECSClient {
    async send(command) {
        return ask("ecs", ...command.words());
    }
}

module.exports = { DescribeServiceRevisionsCommand, DescribeTaskDefinitionCommand, ECSClient };
