# Discovery, run and scopes, as far as the stand-in and Pester share them: this file passes in both.

$onlyInDiscovery = 'top level'

BeforeDiscovery {
    $letters = @(
        @{ Letter = 'a'; Position = 1; Tree = @{ Leaf = 'green' } }
        @{ Letter = 'b'; Position = 2; Tree = @{ Leaf = 'red' } }
    )
    $fromDiscovery = 'discovery'
}

BeforeAll {
    $fileValue = 'file'
    function Get-FileValue { "function sees $fileValue" }
}

Describe 'Scopes' {
    BeforeAll {
        $blockValue = 'block'
        $counter = @{ BeforeEach = 0; AfterEach = 0 }
    }

    BeforeEach {
        $each = 'fresh'
        $counter.BeforeEach++
    }

    AfterEach {
        $counter.AfterEach++
    }

    It 'sees variables and functions of BeforeAll in the file and the block' {
        $fileValue | Should -Be 'file'
        $blockValue | Should -Be 'block'
        Get-FileValue | Should -Be 'function sees file'
    }

    It 'runs BeforeEach in the scope of the test' {
        $each | Should -Be 'fresh'
        $each = 'changed'
        $blockValue = 'changed'
        $leak = 'leak'
    }

    It 'keeps what a test assigns from the next one' {
        $each | Should -Be 'fresh'
        $blockValue | Should -Be 'block'
        $leak | Should -BeNullOrEmpty
    }

    It 'runs neither the top level nor the body of a block' {
        $onlyInDiscovery | Should -BeNullOrEmpty
        $fromDiscovery | Should -BeNullOrEmpty
    }

    It 'has run the setups once for each test' {
        $counter.BeforeEach | Should -Be 5
        $counter.AfterEach | Should -Be 4
    }

    Context 'nested' {
        BeforeAll {
            $blockValue = 'inner'
        }

        BeforeEach {
            $order = "$each, then inner"
        }

        It 'inherits and shadows' {
            $fileValue | Should -Be 'file'
            $blockValue | Should -Be 'inner'
        }

        It 'runs the outer BeforeEach first' {
            $order | Should -Be 'fresh, then inner'
        }
    }

    It 'is not changed by a nested block' {
        $blockValue | Should -Be 'block'
    }
}

Describe 'Places' {
    BeforeAll {
        $placeInSetup = $PSScriptRoot
    }

    It 'knows its own file' {
        $PSCommandPath | Should -BeLike '*SpecRunner.Tests.ps1'
        $PSCommandPath | Should -Exist
        $placeInSetup | Should -Be $PSScriptRoot
        [System.IO.Path]::GetDirectoryName($PSCommandPath) | Should -Be $PSScriptRoot
    }
}

Describe 'Cases of <Letter>' -ForEach $letters {
    BeforeAll {
        $doubled = $Letter + $Letter
    }

    It 'defines the keys and $_' {
        $_.Letter | Should -Be $Letter
        $doubled | Should -Be "$Letter$Letter"
        $Position | Should -BeIn 1, 2
    }

    Context 'inner <_>' -ForEach 1, 2 {
        It 'combines <Letter> and <_>' {
            $_ | Should -BeIn 1, 2
            $Letter | Should -BeIn 'a', 'b'
        }
    }
}

Describe 'Cases of a test' {
    BeforeAll {
        $seen = [System.Collections.Generic.List[string]]::new()
    }

    It 'takes a case <Letter> at <Position> in <_.Tree.Leaf>' -ForEach $letters {
        $seen.Add("$Letter$Position$($Tree.Leaf)")
    }

    It 'takes plain values, <_>' -TestCases 'x', 'y' {
        $seen.Add($_)
    }

    It 'has taken all of them in order' {
        $seen -join ' ' | Should -Be 'a1green b2red x y'
    }
}

Describe 'Skipping' {
    It 'never runs a skipped test' -Skip {
        throw 'ran'
    }

    It 'runs a test that is not to be skipped' -Skip:$false {
        $true | Should -BeTrue
    }

    It 'can be decided inside a test' {
        Set-ItResult -Skipped -Because 'this shows how'
        throw 'went on'
    }

    Context 'a skipped block' -Skip {
        BeforeAll { throw 'ran' }

        It 'skips its tests' { throw 'ran' }
    }
}

Describe 'TestDrive' {
    BeforeAll {
        [System.IO.File]::WriteAllText("$TestDrive/outer.txt", "first line`nsecond line")
    }

    Context 'a block' {
        It 'writes a file' {
            [System.IO.File]::WriteAllText("$TestDrive/inner.txt", 'inner')
            'TestDrive:/inner.txt' | Should -Exist
        }

        It 'still has it in the next test' {
            'TestDrive:/inner.txt' | Should -Exist
        }
    }

    It 'keeps the files of the outer block only' {
        'TestDrive:/outer.txt' | Should -Exist
        'TestDrive:/inner.txt' | Should -Not -Exist
        "$TestDrive/inner.txt" | Should -Not -Exist
    }

    It 'can be read' {
        'TestDrive:/outer.txt' | Should -FileContentMatch '^SECOND'
        'TestDrive:/outer.txt' | Should -Not -FileContentMatch 'third'
    }
}
