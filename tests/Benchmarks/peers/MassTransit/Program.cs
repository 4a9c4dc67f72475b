using System.Globalization;
using System.Text.Json;
using MassTransit;
using OdooGrains.Benchmarks.Peers.Job;
using OdooGrains.Peers.MassTransit;

// PEERS-FOLDER SIZE NAME BROKER-URL BROKER-PID: the figures are the last line of the output, as JSON.
var (folder, sizeName, name, broker, server) = (args[0], args[1], args[2], new Uri(args[3]), int.Parse(args[4], CultureInfo.InvariantCulture));
var size = JobSize.Read(Path.Combine(folder, "job.json"), sizeName);
using var payload = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "payload.json")));
var queuePerTenant = name.Contains("a queue a tenant", StringComparison.Ordinal);
await using MassTransitPeer peer = new(broker, size, payload.RootElement, queuePerTenant);
await peer.StartAsync();
ContenderJob<PeerOrder> job = new(peer, size, server, TimeProvider.System);
var figures = queuePerTenant ? [] : await job.RunAsync();
figures["noisy"] = await job.NoisyAsync();
figures["name"] = name;
figures["versions"] = $"MassTransit {typeof(IBus).Assembly.GetName().Version!.ToString(3)}";
figures["settings"] = queuePerTenant ? "a queue a tenant, two handlers each" : "one durable classic queue; persistent messages, publisher confirms";
Console.WriteLine(figures.ToJsonString());
