namespace Serverless.Training.Export.Ncnn;

/// <summary>Numbers of the operations of <c>BinaryOp</c>.</summary>
internal enum NcnnOperation
{
    Add = 0,
    Subtract = 1,
    Multiply = 2,
}
