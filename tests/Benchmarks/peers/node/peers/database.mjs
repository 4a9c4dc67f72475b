import pg from 'pg';

const url = name => `postgres://${process.env.PGUSER}@${process.env.PGHOST}:${process.env.PGPORT}/${name}`;

/** A database of the peer's own on the benchmark's PostgreSQL. */
export function database(name) {
  return {
    url: url(name),
    async recreate() {
      const client = new pg.Client({ connectionString: url('postgres') });
      await client.connect();
      await client.query(`drop database if exists ${name} with (force)`);
      await client.query(`create database ${name}`);
      await client.end();
    },
  };
}
