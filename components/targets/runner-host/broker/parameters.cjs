// Parameters of Systems Manager, by the SDK that Lambda brings: https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
"use strict";
const { GetParameterCommand, PutParameterCommand, SSMClient } = require("@aws-sdk/client-ssm");

function parametersUnder(keyId) {
    const client = new SSMClient({});
    return {
        async read(Name) {
            const { Parameter } = await client.send(new GetParameterCommand({ Name, WithDecryption: true }));
            return Parameter.Value;
        },
        // A configuration is longer than a standard parameter takes:
        // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
        async write(Name, Value, until) {
            // What no machine takes goes by itself: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-policies.html
            const expires = { Type: "Expiration", Version: "1.0", Attributes: { Timestamp: until.toISOString() } };

            await client.send(
                new PutParameterCommand({
                    Name,
                    Value,
                    Type: "SecureString",
                    KeyId: keyId,
                    Tier: "Advanced",
                    Policies: JSON.stringify([expires]),
                }),
            );
        },
    };
}

module.exports = { parametersUnder };
