namespace Serverless.Datasets.Quality;

/// <summary>Images that show the same picture, or nearly the same: each is linked to another by its bytes or its hash.</summary>
/// <param name="Images">In the order of the dataset; one alone where no other is like it.</param>
internal sealed record PictureCluster(IReadOnlyList<DatasetImage> Images);
