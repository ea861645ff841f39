'use strict';

// Runs Azurite, whose script is the argument, so that what it has answered survives its death. By itself Azurite writes
// its databases (LokiJS) to disk every five seconds, each at another moment: a killed one loses what came since, and its
// tables and blobs no longer fit together. Here every change goes to a journal before the answer is sent, and the
// journal is applied to the last snapshot when a database is loaded. Data that the kernel has not written yet is still
// lost with the machine.
const fs = require('fs');
const http = require('http');
const path = require('path');
const v8 = require('v8');

// Blobs pass through buffers that live for a moment, and V8 counts them when it decides whether to mark the whole heap. By default it
// lets a small heap grow by so little that it marks again after every few megabytes: half of Azurite's processor time went there.
v8.setFlagsFromString('--heap-growing-percent=200');

// Azurite reads and writes the contents of blobs as streams, with a step through the thread pool for every 64 KB.
// In larger steps an ingestion costs it a quarter less processor time.
const streamBytes = 1024 * 1024;
for (const name of ['createReadStream', 'createWriteStream']) {
  const create = fs[name];
  fs[name] = (file, options) => create(file, { highWaterMark: streamBytes, ...(typeof options === 'string' ? { encoding: options } : options) });
}

const azurite = process.argv[1];
const Loki = require(require.resolve('lokijs', { paths: [path.dirname(azurite)] }));
const smallestWorthSaving = 4 * 1024 * 1024;
const journals = new Map();

/** The changes of one database since its last snapshot, in numbered parts: each snapshot begins one, and says which. */
class Journal {
  #file;
  #number = 0;
  #descriptor;
  #pending = [];
  #bytes = 0;
  #snapshotBytes = 0;
  isClosing = false;

  constructor(file) {
    this.#file = file;
  }

  /** Whether a snapshot is worth its cost, which grows with the database. */
  get isDue() {
    return this.isClosing || this.#bytes > Math.max(smallestWorthSaving, this.#snapshotBytes);
  }

  write(...change) {
    if (this.#descriptor !== undefined) {
      this.#pending.push(JSON.stringify(change), '\n');
    }
  }

  /** In one piece: a change that consists of several is there as a whole or not at all. */
  flush() {
    if (this.#pending.length > 0) {
      this.#bytes += fs.writeSync(this.#descriptor, this.#pending.join(''));
      this.#pending.length = 0;
    }
  }

  beginPart() {
    this.flush();
    if (this.#descriptor !== undefined) {
      fs.closeSync(this.#descriptor);
    }

    this.#descriptor = fs.openSync(this.#part(++this.#number), 'w');
    this.#bytes = 0;
    return this.#number;
  }

  keepFrom(number) {
    this.#snapshotBytes = fs.statSync(this.#file).size;
    for (const part of this.#parts().filter((each) => each < number)) {
      fs.unlinkSync(this.#part(part));
    }
  }

  /** The changes since a snapshot; none where Azurite itself wrote it, which knows no journal. */
  read(first) {
    const parts = this.#parts();
    this.#number = Math.max(0, first ?? 0, ...parts);
    return first === undefined ? [] : parts.filter((part) => part >= first).flatMap((part) => this.#readPart(part));
  }

  #readPart(part) {
    const lines = fs.readFileSync(this.#part(part), 'utf8').split('\n');
    // What follows the last line end was being written when the process was killed, and nobody was told of it.
    return lines.slice(0, -1).map((line) => JSON.parse(line));
  }

  #parts() {
    const prefix = `${path.basename(this.#file)}.journal.`;
    return fs.readdirSync(path.dirname(this.#file))
      .filter((name) => name.startsWith(prefix))
      .map((name) => Number(name.slice(prefix.length)))
      .sort((left, right) => left - right);
  }

  #part(number) {
    return `${this.#file}.journal.${number}`;
  }
}

function journalOf(database) {
  if (database.persistenceAdapter === null || database.persistenceMethod === 'memory') {
    return undefined;
  }

  if (!journals.has(database)) {
    journals.set(database, new Journal(database.filename));
  }

  return journals.get(database);
}

function apply(database, changes) {
  const changed = new Map();
  for (const [kind, name, content] of changes) {
    if (kind === 'add') {
      database.addCollection(name, content);
    } else if (kind === 'drop') {
      database.removeCollection(name);
      changed.delete(name);
    } else {
      const rows = changed.get(name) ?? new Map(database.getCollection(name).data.map((row) => [row.$loki, row]));
      changed.set(name, rows);
      if (kind === 'put') {
        rows.set(content.$loki, content);
      } else {
        rows.delete(content);
      }
    }
  }

  changed.forEach((rows, name) => refill(database.getCollection(name), rows));
}

function refill(collection, rows) {
  collection.data = [...rows.values()].sort((left, right) => left.$loki - right.$loki);
  collection.maxId = Math.max(collection.maxId, collection.data.at(-1)?.$loki ?? 0);
  collection.ensureId();
  collection.ensureAllIndexes(true);
  collection.uniqueNames.forEach((name) => collection.ensureUniqueIndex(name));
  collection.dirty = true;
}

function replace(type, name, create) {
  type.prototype[name] = create(type.prototype[name]);
}

replace(Loki, 'addCollection', (original) => function (name, options) {
  const isNew = this.getCollection(name) === null;
  const collection = original.call(this, name, options);
  const journal = journalOf(this);
  if (isNew && journal) {
    journal.write('add', name, options);
    const put = (row) => [row].flat().forEach((each) => journal.write('put', name, each));
    collection.on('insert', put);
    collection.on('update', put);
    collection.on('delete', (row) => journal.write('remove', name, row.$loki));
    // LokiJS tells of removals of several only where there is more than one listener.
    collection.on('delete', () => {});
  }

  return collection;
});

replace(Loki, 'removeCollection', (original) => function (name) {
  journalOf(this)?.write('drop', name);
  return original.call(this, name);
});

replace(Loki, 'saveDatabaseInternal', (original) => function (callback) {
  const journal = journalOf(this);
  // The database is put into words within this call: what comes later belongs to the new part.
  const number = journal?.beginPart();
  this.journalNumber = number;
  return original.call(this, (error) => {
    if (!error) {
      journal?.keepFrom(number);
    }

    callback?.(error);
  });
});

replace(Loki, 'loadJSONObject', (original) => function (content, options) {
  this.journalNumber = content.journalNumber;
  return original.call(this, content, options);
});

replace(Loki, 'loadDatabaseInternal', (original) => function (options, callback) {
  return original.call(this, options, (error) => {
    try {
      apply(this, error ? [] : journalOf(this)?.read(this.journalNumber) ?? []);
      callback(error);
    } catch (failure) {
      callback(failure);
    }
  });
});

replace(Loki, 'autosaveDirty', (original) => function () {
  return original.call(this) && (journalOf(this)?.isDue ?? true);
});

replace(Loki, 'close', (original) => function (callback) {
  const journal = journalOf(this);
  if (journal) {
    journal.isClosing = true;
  }

  return original.call(this, callback);
});

replace(http.ServerResponse, 'writeHead', (original) => function (...head) {
  journals.forEach((journal) => journal.flush());
  return original.apply(this, head);
});

// An answer that its client does not read, or a request that it does not finish, would hold up the end.
replace(http.Server, 'close', (original) => function (callback) {
  setTimeout(() => this.closeAllConnections(), 1000).unref();
  return original.call(this, callback);
});

// The pipe to the standard input closes when the process at its other end does, however that ends.
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM')).resume();
require(azurite);
