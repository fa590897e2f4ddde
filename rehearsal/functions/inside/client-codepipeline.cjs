// The SDK's client for CodePipeline, as far as a function asks what a run has read.
"use strict";
const { ask, Command } = require("./command-line.cjs");

class GetPipelineExecutionCommand extends Command {}

class CodePipelineClient {
    async send({ input: { pipelineName, pipelineExecutionId } }) {
        const words = ["--pipeline-name", pipelineName, "--pipeline-execution-id", pipelineExecutionId];
        return ask("codepipeline", "get-pipeline-execution", words);
    }
}

module.exports = { CodePipelineClient, GetPipelineExecutionCommand };
