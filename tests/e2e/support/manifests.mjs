// Manifests of Kubernetes against the types and the schemas of its API: the schemas know formats and
// bounds, but let through what they do not know; to the types an unknown field is an error.
import {readFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

import ts from "typescript";
import {parseAllDocuments} from "yaml";

const require = createRequire(import.meta.url);
const kHere = dirname(fileURLToPath(import.meta.url));
const kOperator = "@kubernetes-models/prometheus-operator/monitoring.coreos.com";

/// Every document in the text of a YAML file; a key that is there twice is an error.
export function documentsIn(text)
{
    return parseAllDocuments(text).map((document) => {
        if (document.errors.length > 0)
            throw document.errors[0];
        return document.toJS();
    });
}

export const readManifests = async (file) => documentsIn(await readFile(file, "utf8"));

/// Where the model of a kind is: "kubernetes-models/apps/v1/StatefulSet".
function moduleOf({apiVersion, kind})
{
    const version = apiVersion.replace("monitoring.coreos.com", kOperator);
    return version.startsWith("@") ? `${version}/${kind}` : `kubernetes-models/${version}/${kind}`;
}

/// What is wrong with manifests, a text each; none when they are right.
export function complaintsAbout(...manifests)
{
    return [...manifests.flatMap(complaintsOfSchema), ...complaintsOfTypes(manifests)];
}

function complaintsOfSchema(manifest)
{
    const {[manifest.kind]: Model} = require(moduleOf(manifest));
    try
    {
        new Model(manifest).validate();
        return [];
    }
    catch (error)
    {
        return [`${nameOf(manifest)}: ${error.message}`];
    }
}

function complaintsOfTypes(manifests)
{
    const name = join(kHere, "manifests.ts");
    const text = manifests.map((manifest, i) =>
        `import type {I${manifest.kind} as Kind${i}} from ${JSON.stringify(moduleOf(manifest))}; ` +
        `export const manifest${i}: Kind${i} = ${JSON.stringify(manifest)};`).join("\n");
    const options = {
        noEmit: true, strict: true, skipLibCheck: true, types: [],
        module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext,
    };
    const host = ts.createCompilerHost(options);
    const {getSourceFile, fileExists} = host;
    host.fileExists = (file) => file === name || fileExists(file);
    host.getSourceFile = (file, ...rest) => file === name
        ? ts.createSourceFile(file, text, ts.ScriptTarget.ESNext)
        : getSourceFile(file, ...rest);
    const program = ts.createProgram([name], options, host);
    return ts.getPreEmitDiagnostics(program).map(({file, start, messageText}) => {
        const {line} = file.getLineAndCharacterOfPosition(start);
        return `${nameOf(manifests[line])}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
}

const nameOf = ({kind, metadata}) => `${kind} ${metadata.name}`;
