import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

export const settings = {
    repository: config.require("repository"),
    branch: config.get("branch") ?? "main",
    connectionArn: config.require("connectionArn"),
    replicas: config.requireNumber("replicas"),
    hookToken: config.requireSecret("hookToken"),
};
