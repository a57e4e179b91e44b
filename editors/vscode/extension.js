// Starts `tocsin lsp` and connects it with the editor. Without it colours and snippets still work.
'use strict';

const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');
const { findTrouble } = require('./server');

let client; // only while the server runs

function settings() {
  return vscode.workspace.getConfiguration('tocsin');
}

async function start() {
  const program = settings().get('path');
  const trouble = await findTrouble(program);
  if (trouble) return tell(trouble);
  client = new LanguageClient(
    'tocsin',
    'tocsin',
    { command: program, args: ['lsp'] },
    {
      documentSelector: [{ scheme: 'file', language: 'tocsin' }],
      synchronize: {
        fileEvents: vscode.workspace.createFileSystemWatcher('**/{*.tocsin,tocsin.toml}'),
      },
    },
  );
  await client.start().catch((error) => tell(`"${program} lsp" could not be started: ${error.message}`));
}

// Not awaited: the message may stay open for as long as the editor does.
function tell(trouble) {
  const open = 'Open Settings';
  vscode.window.showWarningMessage(`tocsin: ${trouble}`, open).then((choice) => {
    if (choice === open) vscode.commands.executeCommand('workbench.action.openSettings', 'tocsin.path');
  });
}

async function stop() {
  const running = client;
  client = undefined;
  if (running) await running.stop().catch(() => {}); // it ended by itself before it was asked to
}

// Runs what a lens stands for in the terminal: no shell reads the title of a test.
async function runTests(what) {
  await vscode.workspace.saveAll(false);
  const program = settings().get('path');
  const task = new vscode.Task(
    { type: 'tocsin', rules: what.rules, filter: what.filter },
    vscode.TaskScope.Workspace,
    `test ${what.filter}`,
    'tocsin',
    new vscode.ProcessExecution(program, ['test', what.rules, '--filter', what.filter]),
  );
  task.presentationOptions = { clear: true };
  return vscode.tasks.executeTask(task);
}

// One after the other, however quickly settings change.
let last = Promise.resolve();
function restart() {
  last = last.then(stop).then(start);
  return last;
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand('tocsin.restart', restart),
    vscode.commands.registerCommand('tocsin.test', runTests),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tocsin.path')) restart();
    }),
  );
  await restart();
}

function deactivate() {
  return last.then(stop);
}

module.exports = { activate, deactivate };
