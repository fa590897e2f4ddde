# What Pulumi's engine does by itself, and CloudFormation has no type for: objects of a bucket, a stack that another
# pipeline changes, a function that is invoked.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
import base64
import json
import time
import urllib.request

import boto3


def put_object(kind, now):
    # Nothing is taken away: the bucket keeps what it has, or goes with it.
    if kind == "Delete" or (kind == "Update" and now.get("Once") == "true"):
        return
    body = base64.b64decode(now["ContentBase64"]) if "ContentBase64" in now else now.get("Content", "").encode()
    boto3.client("s3").put_object(Bucket=now["Bucket"], Key=now["Key"], Body=body, ContentType=now["ContentType"])


def keep_stack(kind, now):
    name = now["StackName"]
    cloudformation = boto3.client("cloudformation")
    if kind == "Create":
        made = cloudformation.create_stack(
            StackName=name,
            TemplateBody=now["TemplateBody"],
            StackPolicyBody=now["StackPolicyBody"],
            RoleARN=now["RoleARN"],
        )
        cloudformation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 5})
        return made["StackId"]
    if kind == "Delete":
        cloudformation.delete_stack(StackName=name)
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig={"Delay": 10})


def invoke(kind, now):
    said = {**json.loads(now["Input"]), "tf": {"action": kind.lower()}}
    answer = boto3.client("lambda").invoke(FunctionName=now["FunctionName"], Payload=json.dumps(said).encode())
    if "FunctionError" in answer:
        raise RuntimeError(answer["Payload"].read().decode()[:500])


KINDS = {"Custom::S3Object": put_object, "Custom::Stack": keep_stack, "Custom::Invocation": invoke}


def handler(event, context):
    now = event["ResourceProperties"]
    answer = {key: event[key] for key in ("StackId", "RequestId", "LogicalResourceId")}
    answer["PhysicalResourceId"] = event.get("PhysicalResourceId") or event["LogicalResourceId"]
    answer["Status"] = "SUCCESS"
    try:
        made = KINDS[event["ResourceType"]](event["RequestType"], now)
        answer["PhysicalResourceId"] = made or answer["PhysicalResourceId"]
    except Exception as error:
        answer.update(Status="FAILED", Reason=f"{error} (log stream {context.log_stream_name})"[:1000])
    url, body = event["ResponseURL"], json.dumps(answer).encode()
    # The signature of the address covers an empty content type.
    sent = urllib.request.Request(url, data=body, headers={"Content-Type": ""}, method="PUT")
    for attempt in range(3):
        try:
            urllib.request.urlopen(sent, timeout=30).close()
            return
        except OSError:
            time.sleep(2**attempt)
    raise RuntimeError("CloudFormation did not take the answer")
