BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $model = New-TorchModel 'Flatten', 'Linear(12, 2)' -Seed 1
    $numbers = [TorchSharp.torch]::rand(5, 1, 3, 4)
    $expected = @(0..4 | ForEach-Object { , (Invoke-TorchModel $model ($numbers.reshape(5, 12))[$_]).Scores })
}

Describe 'A model that flattens its input, before it is trained' {
    It 'takes samples of <Shape>' -ForEach @(
        @{ Shape = 5, 1, 3, 4; Count = 5 }
        @{ Shape = 5, 3, 4; Count = 5 }
        @{ Shape = 5, 12; Count = 5 }
        @{ Shape = 5, 1, 1, 12; Count = 5 }
    ) {
        $results = @(Invoke-TorchModel $model $numbers.reshape([long[]]$Shape))
        $results.Count | Should -Be $Count
        foreach ($i in 0..4) { [Math]::Abs($results[$i].Scores[0] - $expected[$i][0]) | Should -BeLessThan 1e-6 }
    }

    It 'takes a single one of <Shape>' -ForEach @{ Shape = 1, 3, 4 }, @{ Shape = 3, 4 }, @{ Shape = , 12 } {
        $one = $numbers.narrow(0, 0, 1).reshape([long[]]$Shape)
        $result = @(Invoke-TorchModel $model $one)
        $result.Count | Should -Be 1
        [Math]::Abs($result[0].Scores[0] - $expected[0][0]) | Should -BeLessThan 1e-6
    }

    It 'takes data sets and arrays' {
        $data = 1..3 | ForEach-Object { [pscustomobject]@{ Image = [TorchSharp.torch]::rand(1, 3, 4); Label = $_ % 2 } } | Import-TorchDataset
        @(Invoke-TorchModel $model $data).Count | Should -Be 3
        @(Invoke-TorchModel $model (1..12)).Count | Should -Be 1
    }

    It 'says what does not fit' {
        { Invoke-TorchModel $model ([TorchSharp.torch]::rand(2, 5)) } | Should -Throw -ErrorId 'ShapeMismatch,Freeze.Commands.InvokeTorchModelCommand'
    }
}
