"""What schemathesis has to know of Latchkey: who calls, and which ids are there to be named."""

import os
import random

import requests
import schemathesis

URL = os.environ["FUZZ_URL"]
CALLER = os.environ["FUZZ_CALLER"]
ROLES = os.environ["FUZZ_ROLES"].split(",")
CUSTOMER = os.environ["FUZZ_CUSTOMER"]
NAMED_CUSTOMER = os.environ["FUZZ_NAMED_CUSTOMER"]


def make_token():
    """A token of the fuzzed customer, made by a caller that nothing in the run can reach."""
    body = {"name": "fuzz", "roles": ROLES, "customer_id": CUSTOMER}
    answer = requests.post(f"{URL}/automation-tokens", json=body, headers={"Authorization": f"Bearer {CALLER}"}, timeout=10)
    answer.raise_for_status()
    return answer.json()


# The run revokes and suspends what it calls with, so it is given another token every other second.
@schemathesis.auth(refresh_interval=2)
class FreshToken:
    def get(self, case, context):
        return make_token()["access_token"]

    def set(self, case, data, context):
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """A made-up id is never found: half of them become ids that are there."""
    if path_parameters and "id" in path_parameters and random.random() < 0.5:
        token = make_token()
        path = context.operation.path if context.operation else ""
        if path.startswith("/service-accounts"):
            return {**path_parameters, "id": token["service_account_id"]}
        return {**path_parameters, "id": NAMED_CUSTOMER if path.startswith("/customers") else token["id"]}
    return path_parameters
