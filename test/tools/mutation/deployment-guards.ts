import type { Guard } from './guard.ts';

const created = ['test/integration/sandbox/ros/create-stack.test.ts'];
const updated = ['test/integration/sandbox/ros/update-stack.test.ts'];
const objects = ['test/integration/sandbox/oss-client.test.ts'];
const judgement = ['test/process/operator/deploy/stack-parameters.test.ts'];

/** What keeps a deployment from harm: in the tool, and in the cloud that it is rehearsed in. */
export const deploymentGuards: readonly Guard[] = [
  {
    title: 'a value that is not to be echoed is taken from no command line',
    file: 'shared/operator/deploy/stack-parameters.ts',
    find: 'if (loud !== undefined)',
    replace: 'if (loud === "")',
    tests: judgement,
  },
  {
    title: 'no deployment writes into a secret that is rotated',
    file: 'shared/operator/deploy/changes.ts',
    find: '/^(SecretData|VersionId|VersionStages)$/',
    replace: '/^(VersionId|VersionStages)$/',
    tests: judgement,
  },
  {
    title: 'code in a bucket is what its name says, or it is not deployed',
    file: 'shared/operator/deploy/upload.ts',
    find: 'if (!isBundle(bundle, head)) throw',
    replace: 'if (head === undefined) throw',
    tests: judgement,
  },
  {
    title: 'an object that was written while a stack was made is found out',
    file: 'shared/operator/deploy/upload.ts',
    find: 'head.lastModified === uploaded.get(bundle.object)',
    replace: 'head.lastModified !== bundle.object',
    tests: ['test/process/trust/pinned-code.test.ts'],
    isBuilt: true,
  },
  {
    title: 'Function Compute is told the checksum of the code in a bucket',
    file: 'shared/operator/deploy/stack-parameters.ts',
    find: '[checksumOf(bundle), bundle.checksum]',
    replace: "[checksumOf(bundle), '']",
    tests: ['test/process/trust/pinned-code.test.ts'],
    isBuilt: true,
  },
  {
    title: 'no bundle goes without the licences of what is in it',
    file: 'shared/build/licences.ts',
    find: 'texts.length === 0 && license === undefined',
    replace: 'texts.length > 1_000',
    tests: ['test/process/build/licences.test.ts'],
    isBuilt: true,
  },
  {
    title: 'code that is part of the request stands in no bucket',
    file: 'shared/operator/deploy/stack-parameters.ts',
    find: 'code: bucket === undefined ? known(code) : {}',
    replace: 'code: {}',
    tests: ['test/process/trust/pinned-code.test.ts'],
    isBuilt: true,
  },
  {
    title: 'the words of ROS are left out where it was sent a hidden value',
    file: 'shared/alibaba/ros/create-change-set.ts',
    find: 'secret.length > 0',
    replace: 'false',
    tests: ['test/integration/alibaba/ros.test.ts'],
  },
  {
    title: 'a change set that has begun is not executed again',
    file: 'shared/alibaba/ros/execute-change-set.ts',
    find: '!transience(error) || !(await hasBegun())',
    replace: 'true',
    tests: ['test/integration/alibaba/ros.test.ts'],
  },
  {
    title: 'a stack does only what whoever asks for it may do',
    file: 'shared/sandbox/inner-call.ts',
    find: '    requirePermission(cloud, service, action, prepared.resources, caller);\n',
    replace: '',
    tests: created,
  },
  {
    title: 'a parameter of NoEcho is shown to nobody',
    file: 'shared/sandbox/ros/shown-stack.ts',
    find: "hidden.includes(name) ? '******' : textOf(value)",
    replace: 'textOf(value)',
    tests: ['test/integration/sandbox/ros/get-stack.test.ts'],
  },
  {
    title: 'a stack that cannot be made is taken back whole',
    file: 'shared/sandbox/ros/perform-stack.ts',
    find: "    if (!stackOf(stackContext).disableRollback)\n      await finishStack(stackContext, 'CREATE_ROLLBACK', [], undefined, why);\n",
    replace: '',
    tests: created,
  },
  {
    title: 'one thing at a time is done to a stack',
    file: 'shared/sandbox/ros/begin.ts',
    find: "if (action !== undefined && action !== 'REVIEW')",
    replace: 'if (action === name)',
    tests: updated,
  },
  {
    title: 'what is to be retained outlives its stack',
    file: 'shared/sandbox/ros/perform-stack.ts',
    find: "retained(resource.id) || resource.deletionPolicy === 'Retain'",
    replace: 'retained(resource.id)',
    tests: ['test/integration/sandbox/ros/delete-stack.test.ts'],
  },
  {
    title: 'a property that cannot be changed is not pretended to have been',
    file: 'shared/sandbox/ros/reconcile.ts',
    find: 'if (name !== undefined) throw',
    replace: "if (name === '') throw",
    tests: updated,
  },
  {
    title: 'a change that failed half way is changed back',
    file: 'shared/sandbox/ros/reconcile.ts',
    find: 'name === undefined ? { ...known, sealedProperties } : known',
    replace: 'known',
    tests: updated,
  },
  {
    title: 'a stack that was interrupted says so after a restart',
    file: 'shared/sandbox/sandbox.ts',
    find: '  endInterrupted(cloud);\n',
    replace: '',
    tests: ['test/integration/sandbox/kept-stacks.test.ts'],
  },
  {
    title: 'a request to OSS is signed for the region it goes to',
    file: 'shared/sandbox/signatures/oss4.ts',
    find: ' || region !== regionId',
    replace: '',
    tests: objects,
  },
  {
    title: 'an object is what its digest says when it arrives',
    file: 'shared/sandbox/oss/put-object.ts',
    find: 'if (contentMd5 !== undefined && contentMd5 !== md5) throw invalidDigest();',
    replace: '',
    tests: ['test/integration/sandbox/oss/put-object.test.ts'],
  },
];
