namespace Serverless.Training.Networks;

internal enum Family
{
    YoloV8,
    Yolo11,
}
