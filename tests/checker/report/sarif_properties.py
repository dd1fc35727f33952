#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Whether a SARIF log on standard input has the properties that the schema gives each object, and
all that it requires. By the classes that the library sarif_om has from the schema of SARIF 2.1.0."""
import json
import sys

import attr
import sarif_om

# Which class the value of a property is of: the schema's "$ref"s, as far as a log of ours has them.
CLASSES = {
    "runs": "Run", "tool": "Tool", "driver": "ToolComponent", "rules": "ReportingDescriptor",
    "shortDescription": "MultiformatMessageString", "artifacts": "Artifact",
    "results": "Result", "message": "Message", "description": "Message", "locations": "Location",
    "physicalLocation": "PhysicalLocation", "artifactLocation": "ArtifactLocation",
    "region": "Region", "logicalLocations": "LogicalLocation", "codeFlows": "CodeFlow",
    "threadFlows": "ThreadFlow",
}
# Those whose keys are names that we choose, and what stands under them.
MAPS = {"originalUriBaseIds": "ArtifactLocation", "state": "MultiformatMessageString",
        "hashes": None}


def class_of(name, owner):
    """In a thread flow the locations are of another class; an artifact's one is a file's."""
    if name == "locations" and owner == "ThreadFlow":
        return "ThreadFlowLocation"
    if name == "location":
        return "ArtifactLocation" if owner == "Artifact" else "Location"
    return CLASSES.get(name)


def check(value, name, path):
    fields = {f.metadata["schema_property_name"]: f for f in attr.fields(getattr(sarif_om, name))}
    assert isinstance(value, dict), f"{path} is no {name}"
    for key, inner in value.items():
        assert key in fields, f"{path}: a {name} has no property {key}"
        here = f"{path}.{key}"
        of = class_of(key, name)
        if key in MAPS:
            for entry, each in inner.items():
                if MAPS[key]:
                    check(each, MAPS[key], f"{here}.{entry}")
        elif isinstance(inner, list):
            assert of, f"{here}: a list of what?"
            for i, each in enumerate(inner):
                check(each, of, f"{here}[{i}]")
        elif isinstance(inner, dict):
            assert of, f"{here}: an object of which class?"
            check(inner, of, here)
        else:
            assert of is None, f"{here} is no {of}"
    for key, field in fields.items():
        assert field.default is not attr.NOTHING or key in value, f"{path}: a {name} needs {key}"


try:
    check(json.load(sys.stdin), "SarifLog", "$")
except AssertionError as error:
    sys.exit(f"not SARIF 2.1.0: {error}")
print("SARIF 2.1.0")
