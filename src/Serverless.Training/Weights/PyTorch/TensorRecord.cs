namespace Serverless.Training.Weights.PyTorch;

/// <summary>A view of a storage. Offset and strides count elements.</summary>
internal sealed record TensorRecord(StorageReference Storage, long Offset, long[] Shape, long[] Strides)
{
    private const int MostDimensions = 8;

    /// <summary>
    /// Whether every element lies within the storage, and no more of them than it holds: a small storage repeated by strides of 0 could
    /// stand for any amount of memory.
    /// </summary>
    public bool IsWithinStorage()
    {
        if (Shape.Length > MostDimensions || Shape.Length != Strides.Length || Offset < 0 || Offset > Storage.Count)
        {
            return false;
        }

        Int128 elements = 1;
        Int128 last = Offset;
        for (var i = 0; i < Shape.Length; i++)
        {
            if (Shape[i] < 0 || Strides[i] < 0)
            {
                return false;
            }

            elements *= Shape[i];
            last += (Int128)Math.Max(0, Shape[i] - 1) * Strides[i];
            if (elements > Storage.Count || last > Storage.Count)
            {
                return false;
            }
        }

        return elements == 0 || last < Storage.Count;
    }
}
