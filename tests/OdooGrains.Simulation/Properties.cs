// A world wants a whole processor, and the run of many seeds is timed.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
