using Serverless.Datasets.Entries;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>What a layout makes its plan of.</summary>
/// <param name="Files">The dataset.</param>
/// <param name="Options">The user's wishes.</param>
/// <param name="Description">The <c>data.yaml</c> that goes with it, if any.</param>
/// <param name="Findings">Takes what is noticed.</param>
internal sealed record LayoutInput(IDatasetFiles Files, IngestionOptions Options, DataYaml? Description, FindingList Findings);
