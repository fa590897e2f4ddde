// Parameters of Systems Manager, by the SDK that Lambda brings: https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
"use strict";
const { DeleteParameterCommand, GetParameterCommand, PutParameterCommand, SSMClient } = require("@aws-sdk/client-ssm");

function parametersUnder(keyId) {
    const client = new SSMClient({});
    return {
        async read(Name) {
            const { Parameter } = await client.send(new GetParameterCommand({ Name, WithDecryption: true }));
            return Parameter.Value;
        },
        // A configuration is longer than a standard parameter takes:
        // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
        async write(Name, Value) {
            await client.send(
                new PutParameterCommand({
                    Name,
                    Value,
                    Type: "SecureString",
                    KeyId: keyId,
                    Overwrite: true,
                    Tier: "Advanced",
                }),
            );
        },
        async remove(Name) {
            await client.send(new DeleteParameterCommand({ Name })).catch((error) => {
                if (error.name !== "ParameterNotFound") throw error;
            });
        },
    };
}

module.exports = { parametersUnder };
