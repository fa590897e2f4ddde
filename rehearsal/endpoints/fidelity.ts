import type { Fidelity } from "../engine/fidelity";

export const endpointFidelity: Fidelity = {
    executed:
        "the image with the model's data below /opt/ml/model, as `serve`; /ping and /invocations; updates by canary, linear and all at once, with the requests of that time; alarms from real answers, and the way back",
    evaluated: "the role of the model for its image, its data, its log and its alarms; who may invoke",
    stoodIn: "all instances of a configuration, by one container; minutes of AWS, by a faster clock",
    notRehearsed:
        "rolling updates, several variants, data capture, asynchronous inference, inference components; how fast an instance type is, what it costs; scaling, which is asked for and never happens",
    source: "https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html",
};
