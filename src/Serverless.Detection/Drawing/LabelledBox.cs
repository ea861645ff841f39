namespace Serverless.Detection.Drawing;

/// <param name="Box">In pixels of the image.</param>
/// <param name="ClassId">Tells the colour.</param>
/// <param name="Text">What its label says, in ASCII.</param>
internal readonly record struct LabelledBox(Box Box, int ClassId, string Text);
