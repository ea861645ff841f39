namespace Serverless.Training.Export.Ncnn;

/// <summary>What a convolution is like, height and width alike.</summary>
/// <param name="Channels">Of the output.</param>
/// <param name="Step">Stride of the convolution itself.</param>
internal readonly record struct NcnnConvolution(int Channels, int Kernel, int Step, int Groups)
{
    public int Pad => Kernel / 2;
}
