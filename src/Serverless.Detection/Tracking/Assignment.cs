namespace Serverless.Detection.Tracking;

/// <summary>
/// The assignment of rows to columns with the largest sum of gains: the Hungarian method as successive shortest
/// augmenting paths (Kuhn, 1955; Jonker and Volgenant, 1987), cubic in the larger side at most.
/// </summary>
internal static class Assignment
{
    /// <param name="gains">Rows × columns; pairs of gain 0 or less are never made.</param>
    /// <returns>For each row its column, or -1.</returns>
    public static int[] Maximize(double[,] gains)
    {
        var (rows, columns) = (gains.GetLength(0), gains.GetLength(1));
        if (rows > columns)
        {
            return Inverse(Maximize(Transposed(gains)), rows);
        }

        var rowOf = RowsByColumn(gains, rows, columns);
        var columnOf = new int[rows];
        Array.Fill(columnOf, -1);
        for (var column = 0; column < columns; column++)
        {
            if (rowOf[column] is >= 0 and var row && gains[row, column] > 0)
            {
                columnOf[row] = column;
            }
        }

        return columnOf;
    }

    /// <summary>Takes in one row after the other, each by the shortest path of exchanges to a free column.</summary>
    private static int[] RowsByColumn(double[,] gains, int rows, int columns)
    {
        // The last column stands for the row that is being taken in.
        var rowOf = new int[columns + 1];
        Array.Fill(rowOf, -1);
        var (rowPotential, columnPotential) = (new double[rows], new double[columns + 1]);
        var (shortest, previous, settled) = (new double[columns], new int[columns], new bool[columns + 1]);
        for (var row = 0; row < rows; row++)
        {
            Array.Fill(shortest, double.PositiveInfinity);
            Array.Clear(settled);
            rowOf[columns] = row;
            var column = columns;
            while (rowOf[column] >= 0)
            {
                settled[column] = true;
                column = Advance(column);
            }

            while (column != columns)
            {
                rowOf[column] = rowOf[previous[column]];
                column = previous[column];
            }
        }

        return rowOf[..columns];

        int Advance(int from)
        {
            var (row, nearest, distance) = (rowOf[from], -1, double.PositiveInfinity);
            for (var column = 0; column < columns; column++)
            {
                if (settled[column])
                {
                    continue;
                }

                var reduced = -Math.Max(0, gains[row, column]) - rowPotential[row] - columnPotential[column];
                if (reduced < shortest[column])
                {
                    (shortest[column], previous[column]) = (reduced, from);
                }

                if (shortest[column] < distance)
                {
                    (distance, nearest) = (shortest[column], column);
                }
            }

            Shift(distance);
            return nearest;
        }

        void Shift(double distance)
        {
            for (var column = 0; column <= columns; column++)
            {
                if (settled[column])
                {
                    rowPotential[rowOf[column]] += distance;
                    columnPotential[column] -= distance;
                }
                else if (column < columns)
                {
                    shortest[column] -= distance;
                }
            }
        }
    }

    private static double[,] Transposed(double[,] gains)
    {
        var transposed = new double[gains.GetLength(1), gains.GetLength(0)];
        for (var row = 0; row < gains.GetLength(0); row++)
        {
            for (var column = 0; column < gains.GetLength(1); column++)
            {
                transposed[column, row] = gains[row, column];
            }
        }

        return transposed;
    }

    private static int[] Inverse(int[] columnOf, int count)
    {
        var rowOf = new int[count];
        Array.Fill(rowOf, -1);
        for (var row = 0; row < columnOf.Length; row++)
        {
            if (columnOf[row] >= 0)
            {
                rowOf[columnOf[row]] = row;
            }
        }

        return rowOf;
    }
}
