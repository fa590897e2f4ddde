# Is red unless ECS has ended with exactly what it was asked to deploy.
# reads: CLUSTER SERVICE
# calls: nothing
prove_ended
