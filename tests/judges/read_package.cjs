// Reads a data package with the readers of the Frictionless community for JavaScript; one line of JSON a table.
const { Package } = require(`${process.argv[2]}/datapackage`);

async function read() {
  const found = await Package.load(process.argv[3]);
  const faults = found.errors.map(String);
  const tables = {};
  for (const resource of found.resources) {
    try {
      const rows = await resource.read({ keyed: true });
      await resource.checkRelations();
      tables[resource.name] = rows.length;
    } catch (error) {
      faults.push(...[error, ...(error.errors || [])].map((one) => `${resource.name}: ${one.message}`));
    }
  }
  process.stdout.write(JSON.stringify({ faults, tables }));
}

read();
