// The SDK's client for Secrets Manager, as far as a function reads a secret.
"use strict";
const { ask, Command } = require("./command-line.cjs");

class GetSecretValueCommand extends Command {}

class SecretsManagerClient {
    async send({ input: { SecretId } }) {
        return ask("secretsmanager", "get-secret-value", ["--secret-id", SecretId]);
    }
}

module.exports = { GetSecretValueCommand, SecretsManagerClient };
