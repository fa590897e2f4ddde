# Empties a group of the model registry when it is about to be deleted: SageMaker refuses to delete one with models in it.
# reads: GROUP
# calls: sagemaker:ListModelPackages on *
# calls: sagemaker:DeleteModelPackage on model-package/$GROUP/<version>
import os

import boto3


def handler(event, _context):
    # What invokes this says why: https://www.pulumi.com/registry/packages/aws/api-docs/lambda/invocation/
    if event.get("tf", {}).get("action") != "delete" or event.get("empties") is not True:
        return {"deleted": 0}
    sagemaker = boto3.client("sagemaker")
    pages = sagemaker.get_paginator("list_model_packages").paginate(ModelPackageGroupName=os.environ["GROUP"])
    arns = [package["ModelPackageArn"] for page in pages for package in page["ModelPackageSummaryList"]]
    for arn in arns:
        sagemaker.delete_model_package(ModelPackageName=arn)
    return {"deleted": len(arns)}
