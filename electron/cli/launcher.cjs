#!/usr/bin/env node
'use strict';

// The `lanekeeper` command. It runs on any Node from 12 on and depends on nothing: it finds Node 24, which the rest
// needs, and hands over to it. So this file is CommonJS in the syntax of 2019.

var childProcess = require('child_process');
var fs = require('fs');
var os = require('os');
var path = require('path');
var url = require('url');

var neededMajor = 24;
var root = path.join(__dirname, '..', '..');

main(process.argv.slice(2));

function main(args) {
  var program = findProgram();
  if (program === null) {
    return refuse(args, 'Lanekeeper is not built here: run `npm ci && npm run build` in ' + root + '.');
  }
  if (majorOf(process.versions.node) >= neededMajor) {
    return void import(url.pathToFileURL(program).href);
  }
  var found = findNode();
  if (found.node === null) return refuse(args, found.missing);
  run(found.node, [program].concat(args));
}

/** The built program; in a checkout that is not built, its source. */
function findProgram() {
  var places = [path.join(root, 'dist', 'cli', 'cli.js'), path.join(__dirname, 'cli.ts')];
  for (var index = 0; index < places.length; index += 1) if (fs.existsSync(places[index])) return places[index];
  return null;
}

/** A Node that is new enough, or one sentence about what is missing. */
function findNode() {
  var named = process.env.LANEKEEPER_NODE;
  if (named) {
    var version = versionOf(named);
    if (version !== null && majorOf(version) >= neededMajor) return { node: named, missing: '' };
    var is = version === null ? 'cannot be started' : 'is version ' + version;
    return {
      node: null,
      missing: 'Lanekeeper needs Node.js ' + neededMajor + ' or later, and LANEKEEPER_NODE=' + named + ' ' + is + '.',
    };
  }
  var places = nodesNearby();
  for (var index = 0; index < places.length; index += 1) {
    var found = fs.existsSync(places[index]) ? versionOf(places[index]) : null;
    if (found !== null && majorOf(found) >= neededMajor) return { node: places[index], missing: '' };
  }
  return {
    node: null,
    missing:
      'Lanekeeper needs Node.js ' +
      neededMajor +
      ' or later and this is ' +
      process.versions.node +
      ': run `npm ci` in ' +
      root +
      ', or set LANEKEEPER_NODE to a newer one.',
  };
}

/** Where npm puts the package `node`: in this package's own node_modules, or in one above it. */
function nodesNearby() {
  var file = process.platform === 'win32' ? 'node.exe' : 'node';
  var places = [];
  for (var folder = root; ; folder = path.dirname(folder)) {
    places.push(path.join(folder, 'node_modules', 'node', 'bin', file));
    places.push(path.join(folder, 'node_modules', '.bin', file));
    if (path.dirname(folder) === folder) return places;
  }
}

function versionOf(node) {
  var asked = childProcess.spawnSync(node, ['--version'], { encoding: 'utf8', timeout: 10000 });
  var version = asked.status === 0 ? /^v(\d+\.\d+\.\d+)/.exec(asked.stdout) : null;
  return version === null ? null : version[1];
}

function majorOf(version) {
  return Number(version.split('.')[0]);
}

/** Runs the program with this process's own streams; its signals and its exit code pass through. */
function run(node, args) {
  var child = childProcess.spawn(node, args, { stdio: 'inherit' });
  var signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  signals.forEach(function (signal) {
    process.on(signal, function () {
      // Ctrl+C at a terminal reaches the program by itself; a second one from here would end it at once.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  });
  child.on('error', function (error) {
    refuse([], node + ' could not be started (' + error.message + ').');
  });
  child.on('exit', function (code, signal) {
    if (signal === null) return process.exit(code);
    process.exit(128 + (os.constants.signals[signal] || 0));
  });
}

function refuse(args, sentence) {
  // Nobody may be reading: that is no failure.
  process.stdout.on('error', function () {});
  process.stderr.on('error', function () {});
  process.stderr.write(sentence + '\n');
  process.exitCode = 2;
  if (args.indexOf('--json') === -1) return;
  process.stdout.write(JSON.stringify({ error: { code: 'unsupported', message: sentence, hint: '' } }) + '\n');
}
