BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"

    # The numbers of all samples, one after another, as a model gets them.
    function Get-Number($Data) {
        $model = New-TorchModel 'Flatten'
        try { $model | Invoke-TorchModel -InputObject $Data | ForEach-Object { $_.Scores } } finally { $model.Dispose() }
    }
}

Describe 'Import-TorchDataset with samples from the pipeline' {
    It 'takes numbers of <Type>' -ForEach @(
        @{ Type = 'decimal'; Numbers = [decimal] 1.5, [decimal] 2 }
        @{ Type = 'BigInteger'; Numbers = [bigint] 1, [bigint] 2 }
        @{ Type = 'Half'; Numbers = [Half] 1.5, [Half] 2 }
        @{ Type = 'ushort'; Numbers = [ushort] 1, [ushort] 2 }
    ) {
        Get-Number ($Numbers | Import-TorchDataset) | Should -Be ([float] $Numbers[0]), 2
    }

    It 'refuses a date, which is no number' {
        { Get-Date | Import-TorchDataset } | Should -Throw '*sample 1*not a number*' -ErrorId 'DatasetInvalid,*'
    }

    It 'sorts the entries of a hashtable by name, which has no order that two starts of the process share' {
        $rows = @{ c = 3; a = 1; label = 0; b = 2; d = 4 }, @{ d = 40; b = 20; label = 1; c = 30; a = 10 }
        Get-Number ($rows | Import-TorchDataset) | Should -Be 1, 2, 3, 4, 10, 20, 30, 40
    }

    It 'keeps the order of an ordered table' {
        Get-Number ([ordered]@{ z = 3; a = 1 }, [ordered]@{ z = 4; a = 2 } | Import-TorchDataset) | Should -Be 3, 1, 4, 2
    }

    It 'tells properties by name, in whatever order they come' {
        Get-Number ([pscustomobject]@{ a = 1; b = 2; label = 0 }, [pscustomobject]@{ b = 4; label = 1; A = 3 } | Import-TorchDataset) | Should -Be 1, 2, 3, 4
    }

    It 'takes rows of a table of .NET, and nothing else of them' {
        $table = [System.Data.DataTable]::new()
        $null = $table.Columns.Add('Length', [double]), $table.Columns.Add('label', [string])
        $null = $table.Rows.Add(1.5, 'x'), $table.Rows.Add(2, 'y')
        $data = $table.Rows | Import-TorchDataset
        Get-Number $data | Should -Be 1.5, 2
        $data.Classes | Should -Be 'x', 'y'
    }

    It 'divides the bytes of an array by 255' {
        Get-Number (, [byte[]] (0, 51, 255) | Import-TorchDataset) | Should -Be ([float] 0), ([float] 0.2), ([float] 1)
    }

    It 'takes <Name> as an image' -ForEach @(
        @{ Name = 'a list of lists'; Sample = { , ((1, 2), (3, 4)) } }
        @{ Name = 'an array of two dimensions'; Sample = { $grid = [float[,]]::new(2, 2); $grid[0, 0], $grid[0, 1], $grid[1, 0], $grid[1, 1] = 1, 2, 3, 4; , $grid } }
        @{ Name = 'a tensor'; Sample = { [TorchSharp.torch]::ones(4).cumsum(0).reshape(2, 2) } }
        @{ Name = 'a tensor beside its label'; Sample = { [pscustomobject]@{ image = [TorchSharp.torch]::ones(4).cumsum(0).reshape(2, 2); label = 'cat' } } }
    ) {
        $data = & $Sample | Import-TorchDataset -Channels 3
        $data.Count | Should -Be 1
        $data.SampleShape | Should -Be 3, 2, 2
        Get-Number $data | Should -Be 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4
    }

    It 'takes pairs of an image and its label' {
        $image = [TorchSharp.torch]::ones(3, 4, 4)
        $data = @($image, 'cat'), @($image, 'dog') | Import-TorchDataset -Label -1
        $data.SampleShape | Should -Be 3, 4, 4
        $data.Classes | Should -Be 'cat', 'dog'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'images of several sizes'; Sample = { [TorchSharp.torch]::ones(2, 2), [TorchSharp.torch]::ones(2, 3) }; Message = '*sample 2*2 x 3*2 x 2*' }
        @{ Name = 'an image beside other features'; Sample = { [pscustomobject]@{ x = [TorchSharp.torch]::ones(2); y = 1 } }; Message = '*column 0 (x) beside other columns*' }
        @{ Name = 'numbers after images'; Sample = { [pscustomobject]@{ x = 1, 2 }, [pscustomobject]@{ x = 1 } }; Message = '*sample 2 has a single number in column 0 (x)*' }
        @{ Name = 'an empty tensor'; Sample = { [TorchSharp.torch]::ones(0, 2) }; Message = '*sample 1*empty*' }
        @{ Name = 'an image that is not finite'; Sample = { [TorchSharp.torch]::ones(2, 2).div([TorchSharp.torch]::zeros(2, 2)) }; Message = '*sample 1 has a value*not a number*' }
        @{ Name = 'several numbers as a label'; Sample = { [pscustomobject]@{ x = 1; label = 1, 2 } }; Message = '*sample 1 has 2 numbers in column 1 (label)*' }
        @{ Name = 'a property that throws'; Sample = { [pscustomobject]@{ a = 1 } | Add-Member -MemberType ScriptProperty -Name bad -Value { throw 'out of order' } -PassThru }; Message = '*sample 1 has a property bad*out of order*' }
    ) {
        { & $Sample | Import-TorchDataset } | Should -Throw $Message -ErrorId 'DatasetInvalid,Freeze.Commands.ImportTorchDatasetCommand'
    }
}
