namespace Serverless.Benchmarks;

/// <summary>Measures one subject; add it to the list in Program.cs.</summary>
internal interface IBenchmark
{
    /// <summary>What it is called by on the command line.</summary>
    string Name { get; }

    /// <summary>One line for the usage text.</summary>
    string Description { get; }

    Task RunAsync(Figures figures, CancellationToken cancellationToken);
}
