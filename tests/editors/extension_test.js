// The VS Code extension in a small editor of our own: what it starts, and what it says when it cannot.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const Module = require('node:module');
const os = require('node:os');
const path = require('node:path');
const test = require('node:test');

const FOLDER = path.join(process.env.TOCSIN_SOURCE_DIR, 'editors/vscode');

// An editor whose setting tocsin.path is `program`; it records what happens in it.
class Editor {
  constructor(program) {
    this.program = program;
    this.warnings = [];
    this.executed = [];
    this.clients = [];
    this.commands = {};
    this.saved = 0;
    this.tasks = [];
    this.answer = undefined;
  }

  get vscode() {
    const editor = this;
    return {
      Task: class {
        constructor(definition, scope, name, source, execution) {
          Object.assign(this, { definition, scope, name, source, execution });
        }
      },
      TaskScope: { Workspace: 2 },
      ProcessExecution: class {
        constructor(program, args) {
          Object.assign(this, { program, args });
        }
      },
      tasks: { executeTask: (task) => editor.tasks.push(task) },
      workspace: {
        saveAll: async () => {
          editor.saved += 1;
        },
        getConfiguration: (section) => ({ get: (key) => section === 'tocsin' && key === 'path' && this.program }),
        createFileSystemWatcher: (pattern) => ({ pattern }),
        onDidChangeConfiguration: (listener) => {
          this.changeSettings = () => listener({ affectsConfiguration: (name) => name === 'tocsin.path' });
        },
      },
      window: {
        showWarningMessage: async (text) => {
          this.warnings.push(text);
          return this.answer;
        },
      },
      commands: {
        registerCommand: (name, action) => {
          this.commands[name] = action;
        },
        executeCommand: (...all) => this.executed.push(all),
      },
    };
  }

  get languageclient() {
    const editor = this;
    return {
      LanguageClient: class {
        constructor(id, name, server, options) {
          Object.assign(this, { id, server, options, running: false });
          editor.clients.push(this);
        }
        async start() {
          if (editor.refusal) throw new Error(editor.refusal);
          this.running = true;
        }
        async stop() {
          this.running = false;
        }
      },
    };
  }

  // The extension as this editor loads it.
  load() {
    const given = { vscode: this.vscode, 'vscode-languageclient/node': this.languageclient };
    const original = Module._load;
    Module._load = (name, ...rest) => given[name] ?? original(name, ...rest);
    try {
      delete require.cache[require.resolve(path.join(FOLDER, 'extension.js'))];
      return require(path.join(FOLDER, 'extension.js'));
    } finally {
      Module._load = original;
    }
  }

  async open() {
    this.extension = this.load();
    await this.extension.activate({ subscriptions: [] });
  }
}

// A program that answers --help like this.
function program(t, help, code = 0) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tocsin-test-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'tocsin');
  fs.writeFileSync(file, `#!/bin/sh\ncat <<'END'\n${help}\nEND\nexit ${code}\n`, { mode: 0o755 });
  return file;
}

const HELP = 'tocsin watches models.\n\nSubcommands:\n  check    Say what is wrong.\n  lsp      Serve editors.\n';

test('the language server is started over standard input and output', async (t) => {
  const editor = new Editor(program(t, HELP));
  await editor.open();
  assert.deepStrictEqual(editor.warnings, []);
  assert.strictEqual(editor.clients.length, 1);
  const [client] = editor.clients;
  assert.deepStrictEqual(client.server, { command: editor.program, args: ['lsp'] });
  assert.deepStrictEqual(client.options.documentSelector, [{ scheme: 'file', language: 'tocsin' }]);
  assert.ok(client.running);
  await editor.extension.deactivate();
  assert.ok(!client.running);
});

test('another path starts another server, in the place of the first', async (t) => {
  const editor = new Editor(program(t, HELP));
  await editor.open();
  editor.program = program(t, HELP);
  editor.changeSettings();
  await editor.commands['tocsin.restart']();
  assert.deepStrictEqual(editor.clients.map((client) => client.running), [false, false, true]);
  assert.strictEqual(editor.clients[2].server.command, editor.program);
  await editor.extension.deactivate();
});

test('a lens runs its tests in the terminal, on what the editor shows', async (t) => {
  const editor = new Editor(program(t, HELP));
  await editor.open();
  await editor.commands['tocsin.test']({ rules: '/home/me/rules', filter: 'it\'s "slow"; $(date)' });
  assert.strictEqual(editor.saved, 1);
  assert.strictEqual(editor.tasks.length, 1);
  const [task] = editor.tasks;
  assert.strictEqual(task.definition.type, read('package.json').contributes.taskDefinitions[0].type);
  assert.strictEqual(task.execution.program, editor.program);
  assert.deepStrictEqual(task.execution.args, ['test', '/home/me/rules', '--filter', 'it\'s "slow"; $(date)']);
  await editor.extension.deactivate();
});

const TROUBLES = [
  ['there is no such program', () => '/nowhere/tocsin', /no program "\/nowhere\/tocsin": install tocsin, or set tocsin\.path/],
  ['the program is older than its server', (t) => program(t, HELP.replace('lsp', 'ls ')), /has no command "lsp"/],
  ['the program is another one', (t) => program(t, 'usage', 3), /is not tocsin.*ended with 3/],
  ['the path is no program', () => FOLDER, /may not be started: set tocsin\.path/],
];
for (const [why, make, message] of TROUBLES) {
  test(`one clear sentence and no server when ${why}`, async (t) => {
    const editor = new Editor(make(t));
    editor.answer = 'Open Settings';
    await editor.open();
    assert.strictEqual(editor.warnings.length, 1);
    assert.match(editor.warnings[0], message);
    assert.deepStrictEqual(editor.clients, []);
    assert.deepStrictEqual(editor.executed, [['workbench.action.openSettings', 'tocsin.path']]);
    await editor.extension.deactivate();
  });
}

test('a server that does not come up is told, too', async (t) => {
  const editor = new Editor(program(t, HELP));
  editor.refusal = 'it ended';
  await editor.open();
  assert.match(editor.warnings[0], /lsp" could not be started: it ended/);
});

const read = (name) => JSON.parse(fs.readFileSync(path.join(FOLDER, name), 'utf8'));

test('every file that the extension names is there and is JSON', () => {
  const { contributes, main } = read('package.json');
  const files = [contributes.languages[0].configuration, contributes.grammars[0].path, contributes.snippets[0].path];
  for (const file of files) read(file);
  assert.ok(fs.existsSync(path.join(FOLDER, main)));
  assert.strictEqual(read(contributes.grammars[0].path).scopeName, contributes.grammars[0].scopeName);
});

test('lines are indented as the formatter would', () => {
  const { indentationRules: rules, onEnterRules, wordPattern } = read('language-configuration.json');
  const deeper = new RegExp(rules.increaseIndentPattern);
  const back = new RegExp(rules.decreaseIndentPattern);
  const next = new RegExp(rules.indentNextLinePattern);
  for (const line of ['watch loans {', '  fear a "{" {  # why {', 'let a = [', '  expect page from x where a = mix('])
    assert.ok(deeper.test(line), line);
  for (const line of ['  x { warn when > 5 }', 'let a = "{"', '# {', '  owner "a {"', '}'])
    assert.ok(!deeper.test(line), line);
  for (const line of ['}', '  ]', ') over 5m']) assert.ok(back.test(line), line);
  for (const line of ['  measure share(a) where b = 1 and', 'let a = b +  # more', 'let a =']) assert.ok(next.test(line), line);
  for (const line of ['  owner "a and"', 'let android = command', '# and']) assert.ok(!next.test(line), line);
  assert.ok(new RegExp(onEnterRules[0].beforeText).test('  ## What people fear'));
  assert.ok(!new RegExp(onEnterRules[0].beforeText).test('  ## '));
  assert.deepStrictEqual('p95(a_b) > 1h30m'.match(new RegExp(wordPattern, 'g')), ['p95', 'a_b', '1h30m']);
});
